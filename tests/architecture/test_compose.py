"""docker-compose.yaml names only what exists: services, volumes, files, variables; and holds no secret."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
TEXT = (PROJECT / "docker-compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
VARIABLES = re.compile(r"(?<!\$)\$\{([A-Z_]+)(?::?[-?][^}]*)?\}")
NAMES = sorted(SERVICES)


def read_example() -> dict[str, str]:
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def find_client() -> list[str]:
    for command in (["docker", "compose"], ["docker-compose"]):
        found = shutil.which(command[0])
        if found and subprocess.run([*command, "version"], capture_output=True, check=False).returncode == 0:
            return command
    return []


def test_every_part_of_the_deployment_is_there() -> None:
    wanted = {
        "api-server",
        "scheduler",
        "dag-processor",
        "triggerer",
        "worker",
        "urgent-worker",
        "redis",
        "warehouse",
        "metadata",
        "sftp",
        "init",
    }
    assert set(NAMES) == wanted


@pytest.mark.parametrize("name", NAMES)
def test_volumes_are_declared(name: str) -> None:
    sources = [
        volume.rsplit(":", 2 if volume.endswith(":ro") else 1)[0] for volume in SERVICES[name].get("volumes", [])
    ]
    named = {source for source in sources if not source.startswith(("$", ".", "/"))}
    assert named <= set(COMPOSE["volumes"])


def test_every_declared_volume_is_used() -> None:
    mounted = {volume.split(":", 1)[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert set(COMPOSE["volumes"]) <= mounted


@pytest.mark.parametrize("name", NAMES)
def test_dependencies_and_hosts_are_services(name: str) -> None:
    service = SERVICES[name]
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    settings = " ".join(str(value) for value in service.get("environment", {}).values())
    assert set(re.findall(r"@([a-z-]+)[:/]", settings)) <= set(SERVICES)
    assert set(re.findall(r"http://([a-z-]+):", settings)) <= set(SERVICES)


@pytest.mark.parametrize("name", NAMES)
def test_who_waits_for_health_waits_for_a_service_that_tells_it(name: str) -> None:
    for other, rule in SERVICES[name].get("depends_on", {}).items():
        if rule["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "init"])
def test_every_service_that_stays_up_tells_its_health_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", NAMES)
def test_images_are_pinned_or_built_here(name: str) -> None:
    build = SERVICES[name].get("build")
    if build is None:
        assert re.fullmatch(r"[a-z/]+:\d+\.\d+[\w.-]*", SERVICES[name]["image"])
        return
    file = PROJECT / build["context"] / build.get("dockerfile", "Dockerfile")
    base = re.search(r"^FROM (\S+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert base is not None
    assert re.fullmatch(r"[a-z/]+:\d+\.\d+[\w.-]*", base[1])
    for line in re.findall(r"^COPY (?:--\S+ )*(.+) \S+$", file.read_text(encoding="utf-8"), re.MULTILINE):
        assert all((PROJECT / build["context"] / source).exists() for source in line.split())


def test_every_variable_stands_in_the_example_and_none_is_superfluous() -> None:
    assert set(VARIABLES.findall(TEXT)) == set(read_example())


def test_secrets_come_from_outside_only() -> None:
    secret = [name for name in read_example() if re.search("PASSWORD|SECRET|KEY$", name)]
    assert len(secret) > 8
    assert [name for name in secret if read_example()[name]] == []
    assert [name for name in secret if f"${{{name}:?" not in TEXT] == []
    settings = [pair for service in SERVICES.values() for pair in service.get("environment", {}).items()]
    hidden = [
        (name, value) for name, value in settings if re.search("PASSWORD$|SECRET$|_KEY$|CONN|DSN|_URL$|BACKEND$", name)
    ]
    assert len(hidden) > 20
    assert [name for name, value in hidden if "${" not in value and "api-server" not in value] == []
    assert ".env" in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_settings_of_the_program_are_ones_that_it_reads() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("include", "dags", "plugins")
        for path in (PROJECT / folder).rglob("*.py")
    )
    own = {
        name for service in SERVICES.values() for name in service.get("environment", {}) if name.startswith("RUKKHAT_")
    }
    assert [name for name in sorted(own) if name not in code and not name.endswith("_PASSWORD")] == []


@pytest.mark.skipif(not find_client(), reason="neither `docker compose` nor docker-compose is here")
def test_the_client_accepts_the_file(tmp_path: Path) -> None:
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    (tmp_path / "env").write_text(re.sub(r"=$", "=x", example, flags=re.MULTILINE), encoding="utf-8")
    command = [*find_client(), "--env-file", str(tmp_path / "env"), "-f", "docker-compose.yaml", "config", "--quiet"]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_complaints_have_a_worker_a_pool_and_modules_of_their_own() -> None:
    from dags.urgent import POOL

    assert f"--queues {POOL} " in SERVICES["urgent-worker"]["command"]
    assert f"airflow pools set {POOL} " in SERVICES["init"]["command"][-1]
    for name in ("worker", "urgent-worker"):
        module, _, config = SERVICES[name]["environment"]["AIRFLOW__CELERY__CELERY_CONFIG_OPTIONS"].rpartition(".")
        assert config == "CONFIG"
        assert (PROJECT / f"{module.replace('.', '/')}.py").is_file()
