# Cutdesk in one container: bot, page and studio. Build: docker build -t cutdesk . — run: docker run -p 127.0.0.1:8080:8080
# -e WEB_HOST=0.0.0.0 -e WEB_ACCESS_TOKEN=… -v cutdesk:/data cutdesk
FROM python:3.11-slim

# WORKDIR would make its folder root's
RUN useradd --create-home cutdesk && mkdir /data /home/cutdesk/app && chown cutdesk /data /home/cutdesk/app
USER cutdesk
WORKDIR /home/cutdesk/app

COPY --chown=cutdesk requirements requirements
RUN python3 -m venv .venv \
    && .venv/bin/python -m pip install --quiet --require-hashes --requirement requirements/uv.txt \
    && .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements/base.txt requirements/uv.txt
COPY --chown=cutdesk assets assets
RUN .venv/bin/python -m assets.build
COPY --chown=cutdesk . .

ENV DATA_DIR=/data
EXPOSE 8080
HEALTHCHECK CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=5)"]
ENTRYPOINT [".venv/bin/python", "-m", "bot"]
