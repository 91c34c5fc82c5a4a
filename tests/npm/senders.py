"""Sends requests of two spans by the SDK of OpenTelemetry, of which every third fails with an exception. `senders.py ENDPOINT COUNT COMPRESSION`"""

import sys

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

endpoint, count, compression = sys.argv[1:]
provider = TracerProvider(resource=Resource({"service.name": "shop"}))
exporter = OTLPSpanExporter(f"{endpoint}/v1/traces", compression=Compression(compression))
provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=100_000, schedule_delay_millis=200))
tracer = provider.get_tracer("shop")
for number in range(int(count)):
    try:
        with tracer.start_as_current_span("GET /cart", kind=trace.SpanKind.SERVER), tracer.start_as_current_span("reserve"):
            if number % 3 == 0:
                raise LookupError(f"no stock of sku-{number}")
    except LookupError:
        pass
provider.shutdown()
