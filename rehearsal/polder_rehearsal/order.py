"""Running what depends on each other: as early as may be, a few at a time."""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait


def run_in_order(
    needs: Mapping[str, Collection[str]], run: Callable[[str], bool], workers: int
) -> tuple[str, ...]:
    """Run tasks, each when all that it needs have passed.

    Args:
        needs: The tasks in the order of preference, each with those it needs; others that it names do not count.
        run: Runs a task; says whether what needs it may run.
        workers: How many run at a time.

    Returns:
        The tasks that were not run, for what they need has not passed.
    """
    waiting = dict(needs)
    passed: set[str] = set()
    failed: set[str] = set()
    running: dict[Future[bool], str] = {}
    with ThreadPoolExecutor(workers) as pool:
        while waiting or running:
            for task in list(waiting):
                wanted = {need for need in waiting[task] if need in needs}
                if len(running) < workers and wanted <= passed:
                    del waiting[task]
                    running[pool.submit(run, task)] = task
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                (passed if future.result() else failed).add(task)
    return tuple(waiting)
