"""One allocation after another is refused, in the daemon's loop and on the desk: it goes on or ends with a sentence, and nothing is lost or told twice."""
import random
import sys

from harness import Faults, Herald, Station, check, finish, wait_until

LIBRARY, STARTS, ROUNDS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
# The same ones each time: what a machine finds is found on the next one too. Another seed tries others.
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 1
TRACE = len(sys.argv) > 5
# By a sentence of its own: no memory, or what the want of it came to (no database, no log, no socket).
SENTENCES = (65, 69, 71, 73, 74, 75, 77, 78)
chance = random.Random(SEED)
print(f"{STARTS} starts, {ROUNDS} articles, seed {SEED}")


def last_line(station):
    lines = [line for line in station.messages().splitlines() if line and not line.startswith("/")]
    return lines[-1] if lines else ""


def fine_end(station, at):
    """It goes on, or has ended as it should."""
    ended = station.process.poll()
    if ended is None:
        return True
    said = last_line(station)
    # The lexer of libconfuse ends the process itself, before anything is begun.
    if ended == 2 and "out of dynamic memory" in said:
        return True
    return check(ended in SENTENCES and len(said) > 20, f"allocation {at}: exit {ended}: {said}") if ended not in SENTENCES or len(said) <= 20 else True


def spread(most, count):
    """Each of the first few, then further and further apart."""
    return sorted({min(int(most ** ((n + chance.random()) / count)), most) for n in range(count)})


wire = Herald()
with Station([("Herald", wire.url)], alert_ceiling="0") as station:
    faults = Faults(station, LIBRARY)
    faults.alloc_trace = int(TRACE)
    station.start()
    at_start = faults.alloc_seen
    wire.publish()
    check(wire.is_handled(station), "an article is handled")
    before = faults.alloc_seen
    wire.publish()
    station.ask("feeds", "poll")
    check(wire.is_handled(station), "another one")
    at_article = faults.alloc_seen - before
    station.stop()
    check(at_start > 1000 and at_article > 100, "allocations are counted")
    print(f"{at_start} allocations of a start, {at_article} of an article and the questions about it")

    ends = 0
    for at in spread(at_start, STARTS):
        faults.allocations_fail(at, most=chance.choice((1, 1, 3)))
        station.start(wait=False)
        wait_until(lambda: station.process.poll() is not None or station.status(), 10)
        faults.allocations_work()
        if not fine_end(station, at):
            break
        if station.process.poll() is None:
            if not check(wait_until(lambda: station.status() or station.process.poll() is not None, 10), f"allocation {at} of a start: it answers"):
                break
            station.kill()
        else:
            ends += 1
    print(f"{ends} of these starts ended with a sentence")
    station.start()
    check(wire.is_handled(station), "with memory it starts, and knows what it knew")

    ends = 0
    for number, at in enumerate(spread(at_article, ROUNDS)):
        # Each kind of thread in turn, and now and then a reload beside the article.
        faults.allocations_fail(at, most=chance.choice((1, 1, 3)), thread=number % 3)
        wire.publish()
        station.ask(*chance.choice((("feeds", "poll"), ("feeds", "poll"), ("reload",))))
        wait_until(lambda: station.process.poll() is not None or wire.is_handled(station, 0), 15)
        faults.allocations_work()
        if not fine_end(station, at):
            break
        if station.process.poll() is not None:
            ends += 1
            station.start()
        if not check(wire.is_handled(station, 30), f"allocation {at}: the article is handled") :
            print(station.status())
            break
    print(f"{ends} of these articles ended the daemon with a sentence")
    check(station.status()["feeds"]["total"] == 1 and station.status()["articles"]["unreadable"] == 0, "the feed is still there, no article was given up")
    wire.check_once(station, "over all that", step_by_step=False)
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
