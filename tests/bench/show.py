"""What table.py and http_table.py share: samples in figures, figures in tables."""

import statistics
import sys


def lowest(samples, key="cpu_ns_per_op"):
    return min(sample[key] for sample in samples)


def times_faster(samples, peer, key="cpu_ns_per_op"):
    """Medians over the turns in which both ran."""
    pairs = zip(samples["aio"], samples[peer])
    return statistics.median(theirs[key] / ours[key] for ours, theirs in pairs)


def figure(value):
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def ratio(times):
    """How many times faster aio is: 6 is 1/6."""
    if times < 1:
        return f"x{1 / times:.2f}"
    return f"1/{times:.2f}" if times < 10 else f"1/{times:.0f}"


def print_table(lines):
    """The first column and the last are aligned left, figures right."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = [cell.rjust(width) for cell, width in zip(line, widths)]
        cells[0], cells[-1] = line[0].ljust(widths[0]), line[-1]
        print("  ".join(cells).rstrip(), flush=True)


def show_progress(text):
    """Replaces what was shown before; only on a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
