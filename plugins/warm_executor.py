"""The LocalExecutor with the fast lane's modules in memory: Airflow forks its workers from here, and every task from a worker."""

from airflow.executors.local_executor import LocalExecutor


class WarmLocalExecutor(LocalExecutor):
    """Imports before it forks; see docs/adr/0025-fast-lane.md for what that saves and what it costs."""

    def start(self) -> None:
        """Import and run the lane's costly parts once, then fork the workers."""
        from include.pipeline.warm import warm

        warm()
        super().start()
