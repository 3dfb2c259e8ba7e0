#!/usr/bin/env python3
"""A small newswire on loopback: outlets with feeds in several dialects, articles as pages with all that pages carry.

As a program it tells the story of a file in time:

    newswire.py STORY.json [--port N] [--speed X] [--ready FILE] [--print-feeds]

As a module it is what the tests set up by hand: Newswire().add_article(...), with answers of any kind by Newswire.route.
"""
import argparse
import datetime
import hashlib
import html
import http.server
import json
import socketserver
import sys
import threading
import time

RELATED = [
    "Five recipes for a rainy week", "Stadium roof: 14 firms bid", "Opinion: the price of bread",
    "Quiz: how well do you know the world's rivers?", "In pictures: the night market of lanterns",
]


def rfc822(moment):
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")


def rfc3339(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Article:
    def __init__(self, outlet, slug, title, paragraphs, published, byline=None):
        self.outlet, self.slug, self.title, self.paragraphs = outlet, slug, title, paragraphs
        self.published, self.byline = published, byline

    def page(self, wire):
        """A page as outlets make them: navigation, adverts, the text broken by a promotion, related links, a footer."""
        escape = html.escape
        body = []
        for number, paragraph in enumerate(self.paragraphs):
            body.append(f"<p>{escape(paragraph)}</p>")
            if number == 1:
                body.append('<div class="ad-slot"><p>Advertisement</p><a href="/shop">Autumn sale: boots from 39</a></div>')
            if number == 2:
                body.append('<aside class="related"><h3>More on this story</h3><ul>'
                            + "".join(f'<li><a href="/x/{i}">{escape(t)}</a></li>' for i, t in enumerate(RELATED[:3])) + "</ul></aside>")
        name = wire.outlets[self.outlet]["name"]
        meta = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": self.title,
                "datePublished": rfc3339(self.published), "author": {"@type": "Person", "name": self.byline or "Newsroom"}}
        return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(self.title)} | {escape(name)}</title>
<meta property="og:title" content="{escape(self.title)}"><meta property="og:site_name" content="{escape(name)}">
<meta property="article:published_time" content="{rfc3339(self.published)}">
<script type="application/ld+json">{json.dumps(meta)}</script>
<script>var tracker = "<p>59 people were killed</p>";</script><style>.x {{ color: red }}</style></head>
<body><header class="site-header"><a href="/">{escape(name)}</a><nav><ul>
<li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li><li><a href="/weather">Weather</a></li></ul></nav></header>
<div class="cookie-banner"><p>We use cookies to make this site better. <button>Accept</button></p></div>
<main><article><h1>{escape(self.title)}</h1>
<p class="byline">By {escape(self.byline or "our newsroom")}</p><time datetime="{rfc3339(self.published)}">{self.published:%d %B %Y}</time>
<figure><img src="/photo.jpg" alt=""><figcaption>The market in an earlier year. Photograph: {escape(name)}</figcaption></figure>
<div class="article-body">
{chr(10).join(body)}
</div>
<div class="newsletter"><h3>Sign up to our newsletter</h3><form><input name="e"><button>Subscribe</button></form></div>
</article></main>
<section class="recommended"><h2>You may also like</h2>{"".join(f'<p><a href="/y/{i}">{escape(t)}</a></p>' for i, t in enumerate(RELATED))}</section>
<footer><p>&copy; {self.published:%Y} {escape(name)}. All rights reserved.</p></footer></body></html>"""


class Newswire:
    """Outlets and what they have published. Everything under one lock: the server has a thread per connection."""

    def __init__(self, port=0, address="127.0.0.1"):
        self.outlets, self.articles, self.routes = {}, [], {}
        self.requests = []
        self.lock = threading.Lock()
        wire = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                wire.answer(self)

            def log_message(self, *arguments):
                pass

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request, client_address):
                """A client that went away in the middle is no news."""

        self.server = Server((address, port), Handler)
        self.address, self.port = address, self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def base(self):
        return f"http://{self.address}:{self.port}"

    def add_outlet(self, key, name, dialect="rss"):
        with self.lock:
            self.outlets[key] = {"name": name, "dialect": dialect}

    def feed_url(self, key):
        return f"{self.base}/{key}/feed"

    def add_article(self, outlet, slug, title, paragraphs, published=None, byline=None):
        if isinstance(paragraphs, str):
            paragraphs = paragraphs.split("\n\n")
        published = published or datetime.datetime.now(datetime.timezone.utc)
        with self.lock:
            self.articles = [a for a in self.articles if (a.outlet, a.slug) != (outlet, slug)]
            self.articles.append(Article(outlet, slug, title, paragraphs, published, byline))

    def route(self, path, function):
        """function(handler) answers requests of this path in its own way."""
        with self.lock:
            self.routes[path] = function

    def hits(self, path):
        with self.lock:
            return [moment for moment, asked in self.requests if asked == path]

    def answer(self, handler):
        path = handler.path.split("?")[0]
        with self.lock:
            self.requests.append((time.monotonic(), path))
            special = self.routes.get(path)
        if special:
            special(handler)
            return
        parts = path.strip("/").split("/")
        with self.lock:
            if len(parts) == 2 and parts[0] in self.outlets and parts[1] == "feed":
                body, kind = self.feed(parts[0])
            else:
                found = [a for a in self.articles if [a.outlet, a.slug] == parts]
                body, kind = (found[0].page(self), "text/html; charset=utf-8") if found else (None, None)
        if body is None:
            self.send(handler, 404, b"<h1>Not here</h1>", "text/html")
        else:
            self.send(handler, 200, body.encode(), kind)

    @staticmethod
    def send(handler, status, body, kind, headers=()):
        etag = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
        if status == 200 and handler.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        handler.send_response(status)
        if status != 304:
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(body)))
        handler.send_header("ETag", etag)
        for name, value in headers:
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def feed(self, key):
        newest_first = [a for a in reversed(self.articles) if a.outlet == key][:40]
        return getattr(self, "feed_" + self.outlets[key]["dialect"])(key, self.outlets[key]["name"], newest_first)

    def feed_rss(self, key, name, articles):
        items = "".join(
            f"<item><title>{html.escape(a.title)}</title><link>{self.base}/{key}/{a.slug}</link>"
            f"<guid>{self.base}/{key}/{a.slug}</guid><pubDate>{rfc822(a.published)}</pubDate>"
            f"<description>{html.escape(a.paragraphs[0][:120])}</description></item>" for a in articles)
        return (f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{html.escape(name)}</title>'
                f"<link>{self.base}/{key}</link><description>News</description>{items}</channel></rss>",
                "application/rss+xml; charset=utf-8")

    def feed_atom(self, key, name, articles):
        updated = rfc3339(articles[0].published) if articles else "2026-01-01T00:00:00Z"
        entries = "".join(
            f'<entry><title>{html.escape(a.title)}</title><link href="/{key}/{a.slug}"/><id>tag:{key},2026:{a.slug}</id>'
            f"<published>{rfc3339(a.published)}</published><updated>{rfc3339(a.published)}</updated>"
            f"<summary>{html.escape(a.paragraphs[0][:120])}</summary></entry>" for a in articles)
        return (f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="{self.base}/">'
                f"<title>{html.escape(name)}</title><id>tag:{key},2026:feed</id><updated>{updated}</updated>{entries}</feed>",
                "application/atom+xml; charset=utf-8")

    def feed_json(self, key, name, articles):
        items = [{"id": f"{key}-{a.slug}", "url": f"{self.base}/{key}/{a.slug}", "title": a.title,
                  "summary": a.paragraphs[0][:120], "date_published": rfc3339(a.published)} for a in articles]
        return (json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": name, "items": items}),
                "application/feed+json")


def told(text):
    """{today} and {yesterday} in a story are the weekdays on which it is told."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return (text.replace("{today}", now.strftime("%A"))
                .replace("{yesterday}", (now - datetime.timedelta(days=1)).strftime("%A")))


def tell(wire, story, speed):
    start = time.monotonic()
    for article in sorted(story["articles"], key=lambda a: a["at"]):
        delay = article["at"] / speed - (time.monotonic() - start)
        if delay > 0:
            time.sleep(delay)
        wire.add_article(article["outlet"], article["slug"], told(article["title"]),
                         [told(p) for p in article["text"]], byline=article.get("byline"))
        print(f"newswire: {wire.outlets[article['outlet']]['name']}: {told(article['title'])}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("story")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--speed", type=float, default=1.0, help="2: twice as fast")
    parser.add_argument("--feeds", help="write the feeds as lines of sitrepd.conf here once the server listens")
    arguments = parser.parse_args()
    with open(arguments.story, encoding="utf-8") as file:
        story = json.load(file)
    wire = Newswire(arguments.port)
    for outlet in story["outlets"]:
        wire.add_outlet(outlet["key"], outlet["name"], outlet["dialect"])
    if arguments.feeds:
        with open(arguments.feeds + ".new", "w", encoding="utf-8") as file:
            for outlet in story["outlets"]:
                file.write(f'feed "{outlet["name"]}" {{ url = "{wire.feed_url(outlet["key"])}" }}\n')
        import os
        os.replace(arguments.feeds + ".new", arguments.feeds)
    try:
        tell(wire, story, arguments.speed)
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
