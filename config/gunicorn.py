"""The application server: processes with threads, started by ``config.supervisor``.

Two processes with four threads were measured best on two cores. The addresses of requests are not
logged: some carry tokens.
"""

from pathlib import Path

from config import environment as env

wsgi_app = "config.wsgi:application"
_host = env.text("HOST", "127.0.0.1")
if ":" in _host and not _host.startswith("["):
    _host = f"[{_host}]"  # an IPv6 address
bind = f"{_host}:{env.number('PORT', 8000)}"
workers = env.number("WEB_PROCESSES", 2)
threads = env.number("WEB_THREADS", 4)
worker_class = "gthread"
preload_app = True  # the code is imported once, then shared by all processes
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
control_socket_disable = True
memory = Path("/dev/shm")  # noqa: S108 gunicorn makes a private file in it
if memory.is_dir():
    worker_tmp_dir = str(memory)  # the heartbeat file; on a slow disk workers would be killed
