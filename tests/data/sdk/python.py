"""Records what the Python SDK of OpenTelemetry sends: requests that fail, with their exceptions as events of spans, as logs, and as both.

    pip install opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2
    python python.py

It writes the messages of its exporters as they come over HTTP: python-event.traces.pb, python-event.logs.pb, and so on.
"""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from opentelemetry import trace
from opentelemetry._logs import SeverityNumber
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted, by its path."""

    bodies = {}

    def do_POST(self):
        self.bodies[self.path] = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def reserve(number):
    """Fails for every third."""
    if number % 3 == 0:
        raise LookupError(f"no stock of sku-{number}")


def record(way, base):
    """Ten requests, of which four fail in what they ask for; all of them log a line."""
    resource = Resource({"service.name": "shop"})
    tracers, loggers = TracerProvider(resource=resource), LoggerProvider(resource=resource)
    spans = OTLPSpanExporter(f"{base}/v1/traces", compression=Compression.NoCompression)
    logs = OTLPLogExporter(f"{base}/v1/logs", compression=Compression.NoCompression)
    tracers.add_span_processor(BatchSpanProcessor(spans))
    loggers.add_log_record_processor(BatchLogRecordProcessor(logs))
    tracer, logger = tracers.get_tracer("shop"), loggers.get_logger("shop")
    for number in range(10):
        with tracer.start_as_current_span("GET /cart", kind=trace.SpanKind.SERVER) as root:
            with tracer.start_as_current_span("reserve", record_exception=False, set_status_on_exception=False) as call:
                logger.emit(severity_number=SeverityNumber.INFO, body=f"asked for {number} items")
                try:
                    reserve(number)
                except LookupError as error:
                    if way != "log":
                        call.record_exception(error)
                    if way != "event":
                        logger.emit(severity_number=SeverityNumber.ERROR, event_name="exception", exception=error)
                    call.set_status(Status(StatusCode.ERROR))
                    root.set_status(Status(StatusCode.ERROR))
    tracers.shutdown()
    loggers.shutdown()


def main():
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for way in ["event", "log", "both"]:
        record(way, f"http://127.0.0.1:{server.server_port}")
        for signal in ["traces", "logs"]:
            path = Path(__file__).with_name(f"python-{way}.{signal}.pb")
            path.write_bytes(Receiver.bodies.pop(f"/v1/{signal}"))
    server.shutdown()


main()
