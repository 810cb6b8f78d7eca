import { accessOperations } from "#lib/http/operations/access.ts";
import { auditOperations } from "#lib/http/operations/audit.ts";
import { artifactsOperations } from "#lib/http/operations/artifacts.ts";
import { backupOperations } from "#lib/http/operations/backup.ts";
import { calendarOperations } from "#lib/http/operations/calendar.ts";
import { channelsOperations } from "#lib/http/operations/channels.ts";
import { cdnOperations } from "#lib/http/operations/cdn.ts";
import { ciOperations } from "#lib/http/operations/ci.ts";
import { checkInOperations } from "#lib/http/operations/check-in.ts";
import { deploymentsOperations } from "#lib/http/operations/deployments.ts";
import { deviceDetailsOperations } from "#lib/http/operations/device-details.ts";
import { devicesOperations } from "#lib/http/operations/devices.ts";
import { diffsOperations } from "#lib/http/operations/diffs.ts";
import { environmentsOperations } from "#lib/http/operations/environments.ts";
import { eventsOperations } from "#lib/http/operations/events.ts";
import { feedsOperations } from "#lib/http/operations/feeds.ts";
import { filesOperations } from "#lib/http/operations/files.ts";
import { fleetsOperations } from "#lib/http/operations/fleets.ts";
import { hawkbitOperations } from "#lib/http/operations/hawkbit.ts";
import { meOperations } from "#lib/http/operations/me.ts";
import { migrationGuardOperations } from "#lib/http/operations/migration-guard.ts";
import { notificationsOperations } from "#lib/http/operations/notifications.ts";
import { openapiOperations } from "#lib/http/operations/openapi.ts";
import { policiesOperations } from "#lib/http/operations/policies.ts";
import { productsOperations } from "#lib/http/operations/products.ts";
import { queueOperations } from "#lib/http/operations/queue.ts";
import { promotionOperations } from "#lib/http/operations/promotion.ts";
import { registriesOperations } from "#lib/http/operations/registries.ts";
import { riskOperations } from "#lib/http/operations/risk.ts";
import { rollbackOperations } from "#lib/http/operations/rollbacks.ts";
import { rolloutsOperations } from "#lib/http/operations/rollouts.ts";
import { stageCallbacksOperations } from "#lib/http/operations/stage-callbacks.ts";
import { systemOperations } from "#lib/http/operations/system.ts";
import { uploadsOperations } from "#lib/http/operations/uploads.ts";
import { teamsOperations } from "#lib/http/operations/teams.ts";
import { templatesOperations } from "#lib/http/operations/templates.ts";
import { updatesOperations } from "#lib/http/operations/updates.ts";
import { versionsOperations } from "#lib/http/operations/versions.ts";
import { webhooksOperations } from "#lib/http/operations/webhooks.ts";
import type { Operation } from "#lib/http/operation.ts";

/** Everything that callers can do. The OpenAPI document and the tests over all routes are made from this list. */
export const operations: readonly Operation[] = [
  ...accessOperations,
  ...meOperations,
  ...teamsOperations,
  ...productsOperations,
  ...versionsOperations,
  ...channelsOperations,
  ...filesOperations,
  ...uploadsOperations,
  ...artifactsOperations,
  ...cdnOperations,
  ...diffsOperations,
  ...openapiOperations,
  ...updatesOperations,
  ...feedsOperations,
  ...rolloutsOperations,
  ...devicesOperations,
  ...deviceDetailsOperations,
  ...fleetsOperations,
  ...checkInOperations,
  ...hawkbitOperations,
  ...webhooksOperations,
  ...registriesOperations,
  ...policiesOperations,
  ...environmentsOperations,
  ...promotionOperations,
  ...ciOperations,
  ...stageCallbacksOperations,
  ...templatesOperations,
  ...riskOperations,
  ...calendarOperations,
  ...queueOperations,
  ...deploymentsOperations,
  ...rollbackOperations,
  ...migrationGuardOperations,
  ...notificationsOperations,
  ...eventsOperations,
  ...auditOperations,
  ...backupOperations,
  ...systemOperations,
];
