# The program in a container. Lists are in /lists; what was saved is known in the volume /state.
#
#   docker build -t customer-import .
#   docker run --rm -v "$PWD:/lists" -v customer-import:/state customer-import run customers.csv --dry-run
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY customer_import customer_import
COPY mappings mappings
RUN python -m venv --without-pip /opt/customer-import \
    && python -m pip --python /opt/customer-import/bin/python install --no-cache-dir --no-compile .

FROM python:3.13-slim
RUN useradd --uid 1000 --create-home importer \
    && install --directory --owner=importer --mode=0700 /state \
    && install --directory --owner=importer /lists
COPY --from=build /opt/customer-import /opt/customer-import
ENV PATH=/opt/customer-import/bin:$PATH XDG_STATE_HOME=/state PYTHONDONTWRITEBYTECODE=1
USER importer
WORKDIR /lists
VOLUME /state
ENTRYPOINT ["customer-import"]
