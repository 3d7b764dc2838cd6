"""What feeds lack: files that did not come, hours left out, volumes off their band, and when to say so. Pure."""

from include.watch.episodes import close_alert, follow_alerts
from include.watch.expectation import describe_feeds
from include.watch.judge import judge_feeds

__all__ = ["close_alert", "describe_feeds", "follow_alerts", "judge_feeds"]
