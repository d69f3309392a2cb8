# The base image, by digest, from whoever builds: a tag can be moved, and a digest that is written down
# here misses the security updates since. There is no default on purpose.
#   docker buildx imagetools inspect python:3.12-slim     shows the digest of the newest
#   docker build --build-arg PYTHON_IMAGE=python:3.12-slim@sha256:... -t gatebot .
ARG PYTHON_IMAGE

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
# Everything that comes from outside is pinned by hash, the build backend too.
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN python -m venv /opt/gatebot \
 && /opt/gatebot/bin/pip install --require-hashes -r requirements/runtime.txt \
 && pip install --require-hashes -r requirements/build.txt
COPY LICENSE README.md pyproject.toml ./
COPY bot bot
COPY storage storage
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/gatebot/bin/pip install --no-deps /wheels/*.whl \
 && /opt/gatebot/bin/pip uninstall --yes pip

FROM ${PYTHON_IMAGE}
# git publishes commits to local repositories, so that their hooks are asked.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --shell /usr/sbin/nologin gatebot \
 && install --directory --mode 0700 --owner gatebot --group gatebot /data
COPY --from=build /opt/gatebot /opt/gatebot
ENV PATH=/opt/gatebot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GATEBOT_CONFIG=/data/gatebot.toml \
    GATEBOT_DATABASE_URL=sqlite+aiosqlite:////data/gatebot.db \
    GATEBOT_LISTEN=0.0.0.0:3000
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['GATEBOT_LISTEN'].rpartition(':')[2] + '/healthz', timeout=4)"]
ENTRYPOINT ["gatebot"]
CMD ["serve"]
