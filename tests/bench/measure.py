# SPDX-License-Identifier: Apache-2.0
"""Runs a program for a while and prints one JSON object of what it cost. Usage:

measure.py [--seconds S] [--settle S] [--stall] [--scrape PORT] -- COMMAND...

--stall stops the process for 30 ms of every 100. --scrape reads http://127.0.0.1:PORT/metrics before and after. The
command is ended by SIGTERM. Run inside the namespace in which the command's traffic is to stay.
"""
import argparse
import glob
import json
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request


def cpu_seconds(pid):
    """Scheduler run time of all threads; the kernel's half of loopback traffic runs in the sender and is in it."""
    total = 0
    for path in glob.glob(f'/proc/{pid}/task/*/schedstat'):
        with open(path, encoding='ascii') as file:
            total += int(file.read().split()[0])
    return total / 1e9


def status_number(path, key):
    with open(path, encoding='ascii', errors='replace') as file:
        return next(int(line.split()[1]) for line in file if line.startswith(key + ':'))


def sleeps(pid):
    """How often its threads have gone to sleep: each is a wake-up later."""
    return sum(status_number(path, 'voluntary_ctxt_switches') for path in glob.glob(f'/proc/{pid}/task/*/status'))


def wait(process, seconds, stall):
    """Lets it run; False when it ended by itself."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        if not stall:
            time.sleep(min(0.1, max(0, end - time.monotonic())))
            continue
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.03)
        process.send_signal(signal.SIGCONT)
        time.sleep(0.07)
    return process.poll() is None


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=float, default=10)
    parser.add_argument('--settle', type=float, default=2)
    parser.add_argument('--stall', action='store_true')
    parser.add_argument('--scrape', type=int)
    parser.add_argument('command', nargs='+')
    return parser.parse_args()


def measure(process, given):
    if not wait(process, given.settle, given.stall):
        return None
    before = {'metrics_before': scrape(given.scrape)} if given.scrape else {}
    cpu, slept, begun = cpu_seconds(process.pid), sleeps(process.pid), time.monotonic()
    if not wait(process, given.seconds, given.stall):
        return None
    lasted = time.monotonic() - begun
    return before | {
        'measured': lasted,
        'cpu_percent': 100 * (cpu_seconds(process.pid) - cpu) / lasted,
        'sleeps_per_second': (sleeps(process.pid) - slept) / lasted,
        'rss_kb': status_number(f'/proc/{process.pid}/status', 'VmRSS'),
        'rss_anon_kb': status_number(f'/proc/{process.pid}/status', 'RssAnon'),
    }


def scrape(port):
    with urllib.request.urlopen(f'http://127.0.0.1:{port}/metrics', timeout=60) as answer:
        return answer.read().decode()


def main():
    given = parse_arguments()
    # Files, because a pipe that is full would hold the program up.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.monotonic()
        with subprocess.Popen(given.command, stdout=out, stderr=err) as process:
            try:
                figures = measure(process, given)
                if figures is not None:
                    figures['lasted'] = time.monotonic() - begun
                if figures is not None and given.scrape:
                    figures['metrics'] = scrape(given.scrape)
                    figures['rss_after_scrape_kb'] = status_number(f'/proc/{process.pid}/status', 'VmRSS')
            finally:
                process.terminate()
        out.seek(0)
        err.seek(0)
        if figures is None:
            sys.stderr.write(err.read().decode(errors='replace'))
            sys.exit(process.returncode or 1)
        said = out.read(100_000)
    if said.startswith(b'{'):
        figures['own'] = json.loads(said)
    json.dump(figures, sys.stdout)


if __name__ == '__main__':
    main()
