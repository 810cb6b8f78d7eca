import { z } from "zod";
import { createChannel } from "#lib/products/create-channel.ts";
import { deleteChannel } from "#lib/products/delete-channel.ts";
import { createChannelInput, listChannelsInput, promoteVersionInput, updateChannelInput } from "#lib/products/input.ts";
import { getChannel, listChannels } from "#lib/products/list-channels.ts";
import { promoteVersion, withdrawVersion } from "#lib/products/promote-version.ts";
import { updateChannel } from "#lib/products/update-channel.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { channelShape, versionShape } from "#lib/http/version-shapes.ts";

const tag = "Channels";

export const listChannelsOperation = defineOperation({
  id: "listChannels",
  method: "GET",
  path: "/api/distribution/channels",
  tag,
  summary: "List a product's channels with the newest version of each",
  auth: "user",
  query: listChannelsInput,
  response: z.object({ items: z.array(channelShape) }),
  run: listChannels,
});

export const createChannelOperation = defineOperation({
  id: "createChannel",
  method: "POST",
  path: "/api/distribution/channels",
  tag,
  summary: "Make a channel of a product",
  auth: "user",
  body: createChannelInput,
  response: channelShape,
  status: 201,
  creates: true,
  run: createChannel,
});

export const getChannelOperation = defineOperation({
  id: "getChannel",
  method: "GET",
  path: "/api/distribution/channels/{channelId}",
  tag,
  summary: "Read a channel",
  auth: "user",
  response: channelShape,
  run: getChannel,
});

export const updateChannelOperation = defineOperation({
  id: "updateChannel",
  method: "PATCH",
  path: "/api/distribution/channels/{channelId}",
  tag,
  summary: "Describe a channel, or rename one that nobody follows",
  auth: "user",
  body: updateChannelInput.omit({ channelId: true }),
  response: channelShape,
  run: updateChannel,
});

export const deleteChannelOperation = defineOperation({
  id: "deleteChannel",
  method: "DELETE",
  path: "/api/distribution/channels/{channelId}",
  tag,
  summary: "Delete a channel that nobody follows; its versions stay",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteChannel,
});

export const promoteVersionOperation = defineOperation({
  id: "promoteVersion",
  method: "POST",
  path: "/api/distribution/channels/{channelId}/versions",
  tag,
  summary: "Promote a version to a channel",
  auth: "user",
  body: promoteVersionInput.omit({ channelId: true }),
  response: versionShape,
  run: promoteVersion,
});

export const withdrawVersionOperation = defineOperation({
  id: "withdrawVersion",
  method: "DELETE",
  path: "/api/distribution/channels/{channelId}/versions/{versionId}",
  tag,
  summary: "Take a version out of a channel",
  auth: "user",
  response: z.void(),
  status: 204,
  run: withdrawVersion,
});

export const channelsOperations = [
  listChannelsOperation,
  createChannelOperation,
  getChannelOperation,
  updateChannelOperation,
  deleteChannelOperation,
  promoteVersionOperation,
  withdrawVersionOperation,
];
