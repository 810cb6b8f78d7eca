import { accessOperations } from "#lib/http/operations/access.ts";
import { eventsOperations } from "#lib/http/operations/events.ts";
import { systemOperations } from "#lib/http/operations/system.ts";
import type { Operation } from "#lib/http/operation.ts";

/** Everything that callers can do. The OpenAPI document and the tests over all routes are made from this list. */
export const operations: readonly Operation[] = [...accessOperations, ...eventsOperations, ...systemOperations];
