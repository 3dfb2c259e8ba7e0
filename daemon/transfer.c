#include "daemon/transfer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/url.h"
#include "base/visible.h"
#include "build_config.h"
#include "daemon/clock.h"
#include "daemon/descriptors.h"
#include "daemon/headers.h"
#include "daemon/quantity.h"
#include "daemon/schedule.h"

#define CONNECT_TIMEOUT_MS 10000
#define REDIRECTS_MOST 5
/* Bodies that are arriving, together: beyond it only small ones go on (128 of 256 KiB are 32 MiB). */
#define BODIES_TOTAL MIB(64)
#define BODY_SMALL KIB(256)

/* --- the address guard --- */

static bool url_part(const char *url, CURLUPart part, unsigned flags, char *room, size_t size)
{
	CURLU *parsed = curl_url();
	char *value = NULL;
	bool found = parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
		     curl_url_get(parsed, part, &value, flags) == CURLUE_OK;

	if (found)
		snprintf(room, size, "%s", value);
	curl_free(value);
	curl_url_cleanup(parsed);
	return found;
}

/* The port that the operator named, as long as the transfer is at the operator's host. */
static uint16_t port_exempt(struct transfer *transfer)
{
	char host[256];
	char *url = NULL;

	if (!transfer->own_port || text_empty(transfer->own_host))
		return 0;
	curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
	if (url && text_equal(text_of(url), transfer->request.own_url))
		return transfer->own_port;
	if (!url || !url_part(url, CURLUPART_HOST, 0, host, sizeof(host)))
		return 0;
	return text_equal_nocase(text_of(host), transfer->own_host) ? transfer->own_port : 0;
}

/* RFC 6454. */
struct origin {
	char scheme[16], host[256], port[8];
};

static bool origin_of(const char *url, struct origin *origin)
{
	return url_part(url, CURLUPART_SCHEME, 0, origin->scheme, sizeof(origin->scheme)) &&
	       url_part(url, CURLUPART_HOST, 0, origin->host, sizeof(origin->host)) &&
	       url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT, origin->port, sizeof(origin->port));
}

/* The operator's own place, or the same host that has turned to https: never the other way. */
static bool place_is_own(const struct transfer *transfer, const char *url)
{
	struct origin own, other;

	if (!origin_of(text_string(transfer->arena, transfer->request.own_url), &own) || !origin_of(url, &other) ||
	    !text_equal_nocase(text_of(own.host), text_of(other.host)))
		return false;
	bool same = !strcmp(own.scheme, other.scheme) && !strcmp(own.port, other.port);
	bool turned = !strcmp(own.scheme, "http") && !strcmp(own.port, "80") && !strcmp(other.scheme, "https") &&
		      !strcmp(other.port, "443");
	return same || turned;
}

/* A redirect has led somewhere, perhaps: what is for the operator's place alone goes nowhere else. */
static bool request_dress(struct transfer *transfer)
{
	char *url = NULL;

	if (!transfer->own_headers && !transfer->unverified)
		return true;
	curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
	bool own = url && place_is_own(transfer, url);
	if (transfer->own_headers)
		curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, own ? transfer->own_headers : transfer->headers);
	if (own || !transfer->unverified)
		return true;
	return error_set(&transfer->refused, ERROR_PERMISSION,
			 "it leads to another server, for which tls-verify = no does not hold");
}

static bool address_allowed(struct transfer *transfer, const struct in6_addr *address, uint16_t port)
{
	/* The proxy is the operator's word, and all that is to be seen behind it is the proxy. */
	if (transfer->proxy[0])
		return true;
	return guard_check(transfer->guard, address, port, port_exempt(transfer),
			   &transfer->refused);
}

static curl_socket_t socket_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *transfer = context;
	struct in6_addr ip;
	uint16_t port;

	(void)purpose;
	if (!address_of(&address->addr, &ip, &port)) {
		error_set(&transfer->refused, ERROR_PERMISSION, "neither IPv4 nor IPv6");
		return CURL_SOCKET_BAD;
	}
	if (!address_allowed(transfer, &ip, port))
		return CURL_SOCKET_BAD;
	int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	if (fd >= 0 && !descriptors_reserved(fd, DESCRIPTORS_FOR_CLIENTS))
		return fd;
	if (fd >= 0)
		close(fd);
	error_set(&transfer->refused, ERROR_BUSY, "no descriptor is free for it");
	return CURL_SOCKET_BAD;
}

/* Before each request, also on a connection that another fetch has opened: what held there may not hold here. */
static int request_begins(void *context, char *peer, char *own, int peer_port, int local_port)
{
	struct transfer *transfer = context;
	struct in6_addr address;

	(void)own;
	(void)local_port;
	if (!request_dress(transfer))
		return CURL_PREREQFUNC_ABORT;
	if (transfer->proxy[0])
		return CURL_PREREQFUNC_OK;
	if (!peer || !address_parse(peer, &address)) {
		error_set(&transfer->refused, ERROR_PERMISSION, "the address of the server is unknown");
		return CURL_PREREQFUNC_ABORT;
	}
	return address_allowed(transfer, &address, (uint16_t)peer_port) ? CURL_PREREQFUNC_OK
								    : CURL_PREREQFUNC_ABORT;
}

/* --- what arrives --- */

static bool body_grow(struct transfer *transfer, size_t length)
{
	size_t room = transfer->body_room ? transfer->body_room : KIB(16);

	while (room < length)
		room *= 2;
	if (room > transfer->request.limit)
		room = transfer->request.limit;
	unsigned char *body = realloc(transfer->body, room);
	if (!body)
		return error_set(&transfer->refused, ERROR_SYSTEM, "out of memory");
	*transfer->bodies += room - transfer->body_room;
	transfer->body = body;
	transfer->body_room = room;
	return true;
}

static size_t body_take(char *data, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	size_t length = size * count, whole = transfer->body_length + length;
	char room[SIZE_ROOM];

	if (whole > transfer->request.limit) {
		error_set(&transfer->refused, ERROR_DATA, "more than %s",
			  size_format((int64_t)transfer->request.limit, room));
		return CURL_WRITEFUNC_ERROR;
	}
	if (whole > BODY_SMALL && *transfer->bodies > BODIES_TOTAL) {
		error_set(&transfer->refused, ERROR_BUSY, "too much arrives at once");
		return CURL_WRITEFUNC_ERROR;
	}
	if (whole > transfer->body_room && !body_grow(transfer, whole))
		return CURL_WRITEFUNC_ERROR;
	memcpy(transfer->body + transfer->body_length, data, length);
	transfer->body_length = whole;
	return length;
}

/* Bytes that can be sent back in a header as they came. */
static bool validator_fine(struct text text, unsigned char least)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.data[i] < least || (unsigned char)text.data[i] > 0x7e)
			return false;
	return text.length > 0 && text.length <= LIMIT_ETAG;
}

/* All of them, apart by commas, as far as there is room, which is taken once: a server may send thousands of them. */
static void link_keep(struct transfer *transfer, struct text value)
{
	struct text *links = &transfer->links;
	size_t between = text_empty(*links) ? 0 : 2;

	if (text_empty(value) || links->length + between + value.length > LIMIT_LINKS)
		return;
	if (!transfer->links_room)
		transfer->links_room = arena_alloc(transfer->arena, LIMIT_LINKS);
	memcpy(transfer->links_room + links->length, ", ", between);
	memcpy(transfer->links_room + links->length + between, value.data, value.length);
	*links = (struct text){transfer->links_room, links->length + between + value.length};
}

static void header_keep(struct transfer *transfer, struct text name, struct text value)
{
	if (text_equal_nocase(name, TEXT("etag")) && validator_fine(value, 0x21))
		transfer->etag = text_copy(transfer->arena, value);
	else if (text_equal_nocase(name, TEXT("last-modified")) && validator_fine(value, 0x20))
		transfer->last_modified = text_copy(transfer->arena, value);
	else if (text_equal_nocase(name, TEXT("cache-control")))
		transfer->cache_control = text_copy(transfer->arena, text_cut(value, LIMIT_NAME));
	else if (text_equal_nocase(name, TEXT("retry-after")))
		transfer->retry_after = text_copy(transfer->arena, text_cut(value, LIMIT_NAME));
	else if (text_equal_nocase(name, TEXT("link")))
		link_keep(transfer, value);
	else if (text_equal_nocase(name, TEXT("expires")))
		schedule_http_date(value, &transfer->expires);
	else if (text_equal_nocase(name, TEXT("date")))
		schedule_http_date(value, &transfer->date);
}

/* What an earlier answer of the same fetch said (a redirect, a 103) does not count. */
static void header_forget(struct transfer *transfer)
{
	transfer->etag = transfer->last_modified = transfer->cache_control = transfer->retry_after = TEXT_NONE;
	transfer->links = TEXT_NONE;
	transfer->expires = transfer->date = INSTANT_NONE;
}

/* "HTTP/2 301": a new answer begins. */
static void status_take(struct transfer *transfer, struct text line)
{
	struct text part;
	int64_t status = 0;

	header_forget(transfer);
	text_next(&line, ' ', &part);
	if (text_next(&line, ' ', &part))
		text_number(text_trim(part), &status);
	transfer->redirects += status >= 300 && status < 400 && status != 304;
	transfer->permanent += status == 301 || status == 308;
}

static size_t header_take(char *data, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	struct bytes bytes = {(const unsigned char *)data, size * count};
	struct text line, name;

	transfer->header_bytes += bytes.length;
	if (transfer->header_bytes > LIMIT_HEADERS) {
		error_set(&transfer->refused, ERROR_DATA, "more than %zu KiB of headers",
			  LIMIT_HEADERS >> 10);
		return 0;
	}
	if (!text_check(bytes, &line))
		return bytes.length;
	if (text_starts(line, TEXT("HTTP/")))
		status_take(transfer, line);
	else if (text_next(&line, ':', &name) && line.data)
		header_keep(transfer, name, text_trim(line));
	return bytes.length;
}

/* --- how libcurl is told --- */

static void list_add(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (longer)
		*list = longer;
}

static void header_add(struct transfer *transfer, const char *name, struct text value)
{
	struct text line = text_format(transfer->arena, "%s: %.*s", name, TEXT_ARGS(value));

	list_add(&transfer->headers, text_string(transfer->arena, line));
}

/* --- how libcurl is told of one feed's wishes --- */

static bool names(struct text header, const char *line)
{
	return text_equal_nocase(header_name(header), header_name(text_of(line)));
}

static bool is_given(const struct transfer *transfer, const char *line)
{
	const struct feed_access *access = feed_access_of(&transfer->settings);
	const struct credentials *credentials = &transfer->credentials;

	for (size_t i = 0; i < access->headers_count; i++)
		if (names(access->headers[i], line))
			return true;
	for (size_t i = 0; i < credentials->headers_count; i++)
		if (names(credentials->headers[i], line))
			return true;
	return false;
}

/* Ours but where the operator has given another value, and the operator's. */
static void headers_own(struct transfer *transfer)
{
	const struct feed_access *access = feed_access_of(&transfer->settings);
	const struct credentials *credentials = &transfer->credentials;

	if (!access->headers_count && !credentials->headers_count && text_empty(credentials->login))
		return;
	for (const struct curl_slist *line = transfer->headers; line; line = line->next)
		if (!is_given(transfer, line->data))
			list_add(&transfer->own_headers, line->data);
	for (size_t i = 0; i < access->headers_count; i++)
		list_add(&transfer->own_headers, text_string(transfer->arena, access->headers[i]));
	for (size_t i = 0; i < credentials->headers_count; i++)
		list_add(&transfer->own_headers, text_string(transfer->arena, credentials->headers[i]));
	/* As a header of ours: libcurl writes its own users into the address that a redirect leads to. */
	if (!text_empty(credentials->login))
		list_add(&transfer->own_headers,
			 text_string(transfer->arena, credentials_basic(transfer->arena, credentials->login)));
}

static void options_certificates(struct transfer *transfer, const struct feed_access *access)
{
	CURL *easy = transfer->easy;

	if (!text_empty(access->tls_ca)) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, text_string(transfer->arena, access->tls_ca));
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	if (access->tls_unverified) {
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
		transfer->unverified = true;
	}
}

/* What holds for the feed wherever it leads, and what for its own place alone. */
static void options_feed(struct transfer *transfer)
{
	const struct feed_access *access = feed_access_of(&transfer->settings);
	struct text language = transfer->settings.language, agent = access->contact;

	if (!text_empty(agent))
		agent = text_format(transfer->arena, "sitrep/%s (+%.*s)", SITREP_VERSION, TEXT_ARGS(agent));
	curl_easy_setopt(transfer->easy, CURLOPT_USERAGENT,
			 text_empty(agent) ? transfer->agent : text_string(transfer->arena, agent));
	if (!text_empty(language))
		header_add(transfer, "Accept-Language",
			   text_format(transfer->arena, "%.*s, *;q=0.5", TEXT_ARGS(language)));
	curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
	/* A hub's certificate may be of the feed's own authority, wherever it is, or of one that all believe. */
	if (!text_empty(transfer->request.form) && !text_empty(access->tls_ca))
		curl_easy_setopt(transfer->easy, CURLOPT_CAINFO, text_string(transfer->arena, access->tls_ca));
	bool wanted = transfer->settings.access || transfer->credentials.login.length ||
		      transfer->credentials.headers_count;
	if (!wanted || !place_is_own(transfer, text_string(transfer->arena, transfer->request.url)))
		return;
	options_certificates(transfer, access);
	headers_own(transfer);
}

static void options_limits(struct transfer *transfer)
{
	const struct config *config = transfer->config;
	long timeout = (long)config->fetch_timeout_ms;
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)REDIRECTS_MOST);
	curl_easy_setopt(easy, CURLOPT_AUTOREFERER, 0L);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_UNRESTRICTED_AUTH, 0L);
	curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
	/* The environment decides nothing: with no_proxy it could send what the guard has not seen. */
	curl_easy_setopt(easy, CURLOPT_PROXY, transfer->proxy);
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			 timeout < CONNECT_TIMEOUT_MS ? timeout : (long)CONNECT_TIMEOUT_MS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 100L);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, 10L);
	curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 60L);
	/* A transfer that ends while its name is still being resolved must not wait for the resolver. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)transfer->request.limit);
	/* The operator's own name and password are credentials; what a link or a redirect has is none. */
	curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
}

static void options_callbacks(struct transfer *transfer)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer->owner);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->message);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket_open);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, request_begins);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_take);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header_take);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
}

/* A copy: the configuration may be another one before the transfer ends. */
static const char *proxy_of(const struct transfer *transfer)
{
	struct text own = feed_access_of(&transfer->settings)->proxy;

	if (text_equal(own, TEXT(FEED_PROXY_NONE)))
		return "";
	return text_string(transfer->arena, text_empty(own) ? text_of(transfer->config->proxy) : own);
}

/* Sent again wherever a redirect leads: a hub that has moved is asked where it is. */
static void options_form(struct transfer *transfer)
{
	struct text form = transfer->request.form;

	curl_easy_setopt(transfer->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(transfer->easy, CURLOPT_POSTREDIR, (long)CURL_REDIR_POST_ALL);
	curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE, (long)form.length);
	curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDS, form.data);
}

bool transfer_prepare(struct transfer *transfer)
{
	struct fetch_request *request = &transfer->request;

	if (!transfer->easy)
		transfer->easy = curl_easy_init();
	if (!transfer->easy)
		return error_set(&transfer->refused, ERROR_SYSTEM, "out of memory");
	transfer->proxy = proxy_of(transfer);
	options_limits(transfer);
	options_callbacks(transfer);
	if (validator_fine(request->etag, 0x21))
		header_add(transfer, "If-None-Match", request->etag);
	if (validator_fine(request->last_modified, 0x20))
		header_add(transfer, "If-Modified-Since", request->last_modified);
	/* RFC 3229 10.5.3: to what the ETag stands for, and to nothing else. */
	if (request->delta && validator_fine(request->etag, 0x21))
		header_add(transfer, "A-IM", TEXT("feed"));
	header_add(transfer, "Accept", text_of(request->accept));
	options_feed(transfer);
	if (!text_empty(request->form))
		options_form(transfer);
	curl_easy_setopt(transfer->easy, CURLOPT_URL, text_string(transfer->arena, request->url));
	return true;
}

/* --- what came of it --- */

static void result_head(struct transfer *transfer, struct fetch_result *result)
{
	const char *url = NULL, *type = NULL;
	long status = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
	curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_TYPE, &type);
	result->status = status;
	struct bytes bytes = {(const unsigned char *)url, url ? strlen(url) : 0};
	struct text final = text_clean(transfer->arena, text_repair(transfer->arena, bytes), false);
	result->final_url = url_plain(transfer->arena, final);
	bytes = (struct bytes){(const unsigned char *)type, type ? strlen(type) : 0};
	result->content_type = text_cut(text_clean(transfer->arena, text_repair(transfer->arena, bytes), false),
					LIMIT_NAME);
	result->moved = transfer->redirects > 0 && transfer->redirects == transfer->permanent;
	result->etag = transfer->etag;
	result->last_modified = transfer->last_modified;
	result->links = transfer->links;
	result->fresh_s = schedule_max_age(transfer->cache_control);
	if (text_empty(transfer->cache_control) && instant_known(transfer->expires) &&
	    instant_known(transfer->date) && transfer->expires.ms > transfer->date.ms)
		result->fresh_s = (transfer->expires.ms - transfer->date.ms) / 1000;
	if (status == 429 || status == 503 || status == 403)
		result->retry_after_s = schedule_retry_after(transfer->retry_after, clock_wall());
}

/* What libcurl says of these is its own and OpenSSL's innards, and may quote the server. */
static void transport_error(const struct transfer *transfer, CURLcode code, struct error *error)
{
	const char *sentence = transfer->message[0] ? transfer->message : curl_easy_strerror(code);
	const char *reason = strrchr(sentence, ':');
	char shown[sizeof(error->message)];

	if (code == CURLE_COULDNT_CONNECT && transfer->proxy[0])
		error_set(error, ERROR_UNAVAILABLE, "no connection: the proxy does not answer");
	else if (code == CURLE_COULDNT_CONNECT)
		error_set(error, ERROR_UNAVAILABLE, "no connection: nobody answers there");
	else if (code == CURLE_LOGIN_DENIED)
		error_set(error, ERROR_UNAVAILABLE, "it leads to an address with a user or password in it");
	else if (code == CURLE_SSL_CONNECT_ERROR)
		error_set(error, ERROR_UNAVAILABLE, "no secure connection: %s",
			  visible_string(reason && reason[1] ? reason + 1 : sentence, shown, sizeof(shown)));
	else
		error_set(error, ERROR_UNAVAILABLE, "%s", visible_string(sentence, shown, sizeof(shown)));
}

static void result_error(const struct transfer *transfer, CURLcode code, struct error *error)
{
	char room[SIZE_ROOM];

	if (transfer->refused.kind != ERROR_NONE)
		*error = transfer->refused;
	else if (code == CURLE_FILESIZE_EXCEEDED)
		error_set(error, ERROR_DATA, "more than %s",
			  size_format((int64_t)transfer->request.limit, room));
	else
		transport_error(transfer, code, error);
}

struct fetch_result transfer_no_result(void)
{
	return (struct fetch_result){.fresh_s = SCHEDULE_UNKNOWN, .retry_after_s = SCHEDULE_UNKNOWN};
}

struct fetch_result transfer_result(struct transfer *transfer, CURLcode code)
{
	struct fetch_result result = transfer_no_result();

	result_head(transfer, &result);
	/* One address of a host may be refused while another one answers. */
	result.answered = code == CURLE_OK;
	if (code != CURLE_OK)
		result_error(transfer, code, &result.error);
	return result;
}

/* --- its life --- */

void transfer_begin(struct transfer *transfer, struct arena *arena,
		    const struct fetch_request *request)
{
	struct fetch_request *own = &transfer->request;
	char port[16];

	transfer->arena = arena;
	*own = *request;
	own->url = text_copy(arena, request->url);
	own->own_url = text_copy(arena, request->own_url);
	own->etag = text_copy(arena, request->etag);
	own->last_modified = text_copy(arena, request->last_modified);
	own->form = text_copy(arena, request->form);
	own->settings = &transfer->settings;
	own->credentials = &transfer->credentials;
	if (request->settings)
		transfer->settings = feed_settings_copy(arena, request->settings);
	if (request->credentials)
		transfer->credentials = credentials_copy(arena, request->credentials);
	transfer->own_host = url_host(arena, own->own_url);
	if (url_part(text_string(arena, own->own_url), CURLUPART_PORT, 0, port, sizeof(port)))
		transfer->own_port = (uint16_t)strtoul(port, NULL, 10);
	header_forget(transfer);
}

void transfer_release_body(struct transfer *transfer)
{
	*transfer->bodies -= transfer->body_room;
	transfer->body = NULL;
	transfer->body_length = transfer->body_room = 0;
}

CURL *transfer_spare(struct transfer *transfer)
{
	CURL *easy = transfer->easy;
	bool plain = easy && !transfer->proxy[0] && !transfer->own_headers && !transfer->settings.access &&
		     text_empty(transfer->request.form);

	if (!plain)
		return NULL;
	transfer->easy = NULL;
	curl_easy_reset(easy);
	return easy;
}

void transfer_end(struct transfer *transfer)
{
	free(transfer->body);
	transfer_release_body(transfer);
	curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->headers);
	curl_slist_free_all(transfer->own_headers);
	arena_free(transfer->arena);
}
