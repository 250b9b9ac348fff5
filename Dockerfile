# Architrave as a container. Serves the organization mounted at /org.
#   docker build -t architrave .
#   docker run --rm -p 127.0.0.1:8642:8642 --user "$(id -u):$(id -g)" -v ./examples/order-sync:/org architrave
# Behind a company's proxy, pass --build-arg PYTHON_IMAGE=… for the base image and PIP_INDEX_URL=… for the package index.
ARG EXTRAS=""
ARG PYTHON_IMAGE=python:3.12-slim

FROM ${PYTHON_IMAGE} AS build
ARG EXTRAS
ARG PIP_INDEX_URL
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN pip wheel --no-cache-dir --wheel-dir /wheels ".${EXTRAS}"

FROM ${PYTHON_IMAGE}
ARG EXTRAS
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels "architrave${EXTRAS}" \
    && useradd --create-home --uid 1000 architrave
ENV PYTHONUNBUFFERED=1 XDG_STATE_HOME=/tmp/state
USER architrave
VOLUME /org
EXPOSE 8642
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=5 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8642/architrave/ready', timeout=2)"]
ENTRYPOINT ["architrave"]
CMD ["serve", "/org", "--host", "0.0.0.0", "--port", "8642"]
