import { AsyncLocalStorage } from "node:async_hooks";
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { TracingConfig } from "#lib/kernel/config.ts";
import { shareTracing, type OpenSpan, type SpanWish, type Tracing } from "#lib/kernel/tracing.ts";

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };
/** A collector that does not answer must not hold up a stop. */
const STOP_MILLIS_MAX = 3_000;

/**
 * Sends spans to the collector that the configuration names, in groups and beside the work; what a collector does not take
 * is lost, and nothing waits for it. The address is the operator's own, so no guard stands before it.
 */
export function startTracing({ url, headers, serviceName, share }: TracingConfig, version: string): void {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName, "service.version": version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url, headers: { ...headers } }) })],
  });
  shareTracing(new SdkTracing(provider.getTracer("slipway", version), () => provider.shutdown()));
}

class SdkTracing implements Tracing {
  readonly #tracer: Tracer;
  readonly #shutdown: () => Promise<void>;
  readonly #current = new AsyncLocalStorage<Span>();

  constructor(tracer: Tracer, shutdown: () => Promise<void>) {
    this.#tracer = tracer;
    this.#shutdown = shutdown;
  }

  open({ name, kind, facts, traceparent }: SpanWish): OpenSpan {
    const span = this.#tracer.startSpan(
      name,
      { kind: KINDS[kind], attributes: facts ?? {} },
      this.#parent(traceparent),
    );
    return {
      run: (work) => this.#current.run(span, work),
      note: (more) => void span.setAttributes(more),
      fail: (reason) => void span.setStatus({ code: SpanStatusCode.ERROR, message: reason }),
      end: () => span.end(),
    };
  }

  isInside(): boolean {
    return this.#current.getStore() !== undefined;
  }

  traceparent(): string | null {
    const span = this.#current.getStore()?.spanContext();
    if (!span) return null;
    return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, "0")}`;
  }

  async stop(): Promise<void> {
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, STOP_MILLIS_MAX).unref());
    await Promise.race([this.#shutdown().catch(() => undefined), timeout]);
  }

  #parent(traceparent: string | null | undefined): Context {
    const current = this.#current.getStore();
    if (current) return trace.setSpan(ROOT_CONTEXT, current);
    const remote = traceparent ? readTraceparent(traceparent) : null;
    return remote ? trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true }) : ROOT_CONTEXT;
  }
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Reads the header as W3C's Trace Context has it; null where it is none. */
function readTraceparent(text: string): { traceId: string; spanId: string; traceFlags: number } | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}
