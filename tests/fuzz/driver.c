/*
 * Runs a target without a fuzzer: on seeds of each dialect, cut short and with bytes changed in a fixed
 * pseudo-random way. It finds what crashes at once; the fuzzer finds the rest.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const seeds[] = {
	"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'><channel><title>A &amp; B</title>"
	"<item><title><![CDATA[x]]></title><link>/a?b=c</link><pubDate>Mon, 09 Mar 2026 10:26:01 GMT</pubDate>"
	"<description>&lt;p&gt;one&lt;a href='x'&gt;</description></item></channel></rss>",
	"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a/'><entry><id>1</id><link href='b'/><content type='xhtml'>"
	"<div><p>x<br/></p></div></content><updated>2026-03-09T10:26:01+02:00</updated></entry></feed>",
	"{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":1,\"content_html\":\"<p>x\",\"authors\":[{\"name\":\"n\"}]}]}",
	"<html><head><title>T - S</title><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":{\"name\":\"x\"}}"
	"</script><meta property='og:title' content='T'></head><body><h1>T</h1><div class='story-body'><p>At least 12 people were "
	"killed, and 30 hurt, in a strike on Beirut on Monday, the health ministry said.</p><ul><li>a<li>b</ul></div></body></html>",
	"{\"error\":\"x\"}", "{\"command\":\"alerts\",\"limit\":3,\"follow\":true,\"since\":\"2026-03-09\"}",
	"{\"report\":{\"article\":{\"text\":\"t\"},\"facts\":[{\"type\":\"casualty\",\"count\":{\"low\":1,\"high\":null}}]}}",
	"{\"id\":\"lb-1\",\"kind\":\"incident\",\"place\":{\"name\":\"Tyre\"},\"outlets\":[\"A\"],\"told\":[\"00000000000000ff\"],"
	"\"series\":[{\"effect\":\"killed\",\"value\":12,\"claims\":[{\"value\":9,\"source\":\"police\"},{\"value\":12}]}],\"terms\":[]}",
	"9 March 2026, 10:26 pm EST",
	"BEIRUT - Between 10 and 12 people, including three children, were killed on Sept. 23, 2024. A ceasefire was agreed.",
};

int main(void)
{
	uint32_t state = 12345;

	for (size_t i = 0; i < sizeof(seeds) / sizeof(*seeds); i++) {
		size_t length = strlen(seeds[i]);
		uint8_t *copy = malloc(length + 1);
		if (!copy)
			return 1;
		for (int round = 0; round < 300; round++) {
			memcpy(copy, seeds[i], length);
			for (int k = 0; k < round % 7; k++) {
				state = state * 1664525 + 1013904223;
				copy[(state >> 8) % length] = (uint8_t)(state >> 24);
			}
			LLVMFuzzerTestOneInput(copy, round % 5 ? length : (state >> 8) % length);
		}
		free(copy);
	}
	return 0;
}
