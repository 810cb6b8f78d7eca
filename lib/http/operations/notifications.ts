import { z } from "zod";
import {
  channelShape,
  deliveryDetailShape,
  deliveryShape,
  newChannelShape,
  readingShape,
  recentShape,
  ruleShape,
} from "#lib/http/notification-shapes.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { createRule } from "#lib/notifications/create-rule.ts";
import { deleteChannel } from "#lib/notifications/delete-channel.ts";
import { deleteRule } from "#lib/notifications/delete-rule.ts";
import { getChannel, listChannels } from "#lib/notifications/find-channels.ts";
import { getDelivery, listDeliveries } from "#lib/notifications/find-deliveries.ts";
import { getRule, listRules } from "#lib/notifications/find-rules.ts";
import {
  createChannelInput,
  listChannelsInput,
  listDeliveriesInput,
  listRulesInput,
  markReadInput,
  muteInput,
  recentInput,
  rotateSecretFields,
  ruleFields,
  updateChannelFields,
  updateRuleFields,
} from "#lib/notifications/input.ts";
import { markRead, muteProduct, readRecent } from "#lib/notifications/read-recent.ts";
import { redeliver } from "#lib/notifications/redeliver.ts";
import { rotateSecret } from "#lib/notifications/rotate-secret.ts";
import { testChannel } from "#lib/notifications/test-channel.ts";
import { updateChannel } from "#lib/notifications/update-channel.ts";
import { updateRule } from "#lib/notifications/update-rule.ts";

const TAG = "Notifications";
const PATH = "/api/notifications";

export const readRecentNotificationsOperation = defineOperation({
  id: "readRecentNotifications",
  method: "GET",
  path: `${PATH}/recent`,
  tag: TAG,
  summary: "Read what happened lately that matters, and how much of it is new to you",
  description: "The newest first; without what you did yourself, and without products that you muted.",
  auth: "user",
  query: recentInput,
  response: recentShape,
  run: readRecent,
});

export const markNotificationsReadOperation = defineOperation({
  id: "markNotificationsRead",
  method: "POST",
  path: `${PATH}/read`,
  tag: TAG,
  summary: "Count everything up to an event as read",
  auth: "user",
  body: markReadInput,
  response: readingShape,
  run: markRead,
});

export const muteProductOperation = defineOperation({
  id: "muteProduct",
  method: "POST",
  path: `${PATH}/mutes`,
  tag: TAG,
  summary: "Be told no more of a product, or again",
  auth: "user",
  body: muteInput,
  response: readingShape,
  run: muteProduct,
});

export const listNotificationChannelsOperation = defineOperation({
  id: "listNotificationChannels",
  method: "GET",
  path: `${PATH}/channels`,
  tag: TAG,
  summary: "List the places where messages go",
  auth: "user",
  query: listChannelsInput,
  response: pageOf(channelShape),
  run: listChannels,
});

export const createNotificationChannelOperation = defineOperation({
  id: "createNotificationChannel",
  method: "POST",
  path: `${PATH}/channels`,
  tag: TAG,
  summary: "Name a place where messages go: Slack, a mail server, a receiver of webhooks",
  description: "Secrets are kept encrypted, never shown. A webhook's signing secret stands in this one answer.",
  auth: "user",
  body: createChannelInput,
  response: newChannelShape,
  status: 201,
  creates: true,
  run: createChannel,
});

export const getNotificationChannelOperation = defineOperation({
  id: "getNotificationChannel",
  method: "GET",
  path: `${PATH}/channels/{channelId}`,
  tag: TAG,
  summary: "Read a channel",
  auth: "user",
  response: channelShape,
  run: getChannel,
});

export const updateNotificationChannelOperation = defineOperation({
  id: "updateNotificationChannel",
  method: "PATCH",
  path: `${PATH}/channels/{channelId}`,
  tag: TAG,
  summary: "Change a channel, or switch it on or off",
  description: "With another server the secrets that were given for the old one are forgotten. Give them anew.",
  auth: "user",
  body: updateChannelFields,
  response: channelShape,
  run: updateChannel,
});

export const deleteNotificationChannelOperation = defineOperation({
  id: "deleteNotificationChannel",
  method: "DELETE",
  path: `${PATH}/channels/{channelId}`,
  tag: TAG,
  summary: "Forget a channel, its secrets and its rules",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteChannel,
});

export const rotateNotificationSecretOperation = defineOperation({
  id: "rotateNotificationSecret",
  method: "POST",
  path: `${PATH}/channels/{channelId}/rotate-secret`,
  tag: TAG,
  summary: "Replace the secret with which messages to a webhook are signed",
  description: "For a while they are signed with the old one too, so that the receiver can change over in peace.",
  auth: "user",
  body: rotateSecretFields,
  response: newChannelShape,
  run: rotateSecret,
});

export const testNotificationChannelOperation = defineOperation({
  id: "testNotificationChannel",
  method: "POST",
  path: `${PATH}/channels/{channelId}/test`,
  tag: TAG,
  summary: "Send a message that says that it is a test, and tell what came of it",
  auth: "user",
  response: deliveryDetailShape,
  run: testChannel,
});

export const listNotificationRulesOperation = defineOperation({
  id: "listNotificationRules",
  method: "GET",
  path: `${PATH}/rules`,
  tag: TAG,
  summary: "List who hears what",
  auth: "user",
  query: listRulesInput,
  response: pageOf(ruleShape),
  run: listRules,
});

export const createNotificationRuleOperation = defineOperation({
  id: "createNotificationRule",
  method: "POST",
  path: `${PATH}/rules`,
  tag: TAG,
  summary: "Say who hears what, and when",
  auth: "user",
  body: ruleFields,
  response: ruleShape,
  status: 201,
  creates: true,
  run: createRule,
});

export const getNotificationRuleOperation = defineOperation({
  id: "getNotificationRule",
  method: "GET",
  path: `${PATH}/rules/{ruleId}`,
  tag: TAG,
  summary: "Read a rule",
  auth: "user",
  response: ruleShape,
  run: getRule,
});

export const updateNotificationRuleOperation = defineOperation({
  id: "updateNotificationRule",
  method: "PATCH",
  path: `${PATH}/rules/{ruleId}`,
  tag: TAG,
  summary: "Change a rule",
  auth: "user",
  body: updateRuleFields,
  response: ruleShape,
  run: updateRule,
});

export const deleteNotificationRuleOperation = defineOperation({
  id: "deleteNotificationRule",
  method: "DELETE",
  path: `${PATH}/rules/{ruleId}`,
  tag: TAG,
  summary: "Stop telling by a rule",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteRule,
});

export const listNotificationDeliveriesOperation = defineOperation({
  id: "listNotificationDeliveries",
  method: "GET",
  path: `${PATH}/deliveries`,
  tag: TAG,
  summary: "List what was sent and is to be sent",
  description: "The newest first. What was settled is kept for 30 days.",
  auth: "user",
  query: listDeliveriesInput,
  response: pageOf(deliveryShape),
  run: listDeliveries,
});

export const getNotificationDeliveryOperation = defineOperation({
  id: "getNotificationDelivery",
  method: "GET",
  path: `${PATH}/deliveries/{deliveryId}`,
  tag: TAG,
  summary: "Read a message with every try",
  auth: "user",
  response: deliveryDetailShape,
  run: getDelivery,
});

export const redeliverNotificationOperation = defineOperation({
  id: "redeliverNotification",
  method: "POST",
  path: `${PATH}/deliveries/{deliveryId}/redeliver`,
  tag: TAG,
  summary: "Send a message again, under the id that its receiver knows",
  auth: "user",
  response: deliveryShape,
  status: 202,
  run: redeliver,
});

export const notificationsOperations = [
  readRecentNotificationsOperation,
  markNotificationsReadOperation,
  muteProductOperation,
  listNotificationChannelsOperation,
  createNotificationChannelOperation,
  getNotificationChannelOperation,
  updateNotificationChannelOperation,
  deleteNotificationChannelOperation,
  rotateNotificationSecretOperation,
  testNotificationChannelOperation,
  listNotificationRulesOperation,
  createNotificationRuleOperation,
  getNotificationRuleOperation,
  updateNotificationRuleOperation,
  deleteNotificationRuleOperation,
  listNotificationDeliveriesOperation,
  getNotificationDeliveryOperation,
  redeliverNotificationOperation,
];
