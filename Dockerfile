# One image for migrate, ingest and web. Not yet built or run by the maintainers: see docs/operate.md.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /stoep
COPY setup/uv.lock.txt setup/
RUN python -m pip install --require-hashes -r setup/uv.lock.txt
COPY requirements.lock ./
RUN uv venv .venv && uv pip install --python .venv/bin/python --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY stoep stoep
COPY runner runner
COPY modules modules
COPY ingest ingest
COPY zones zones
COPY api api
COPY dashboard dashboard
COPY demo demo
RUN uv pip install --python .venv/bin/python --no-deps --no-build-isolation --editable .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /stoep stoep
WORKDIR /stoep
COPY --from=build --chown=root:root /stoep /stoep
ENV PATH=/stoep/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    STOEP_HOME=/tmp/stoep \
    STOEP_HOST=0.0.0.0 \
    STOEP_LOG_FORMAT=json
USER stoep
EXPOSE 8350
CMD ["stoep", "serve"]
