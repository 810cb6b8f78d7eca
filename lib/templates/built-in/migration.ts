import { maxFailureRate, smokeTest, smokeUrl } from "#lib/templates/built-in/parts.ts";
import type { DefinitionText } from "#lib/templates/rules/definition.ts";

export const migration: DefinitionText = {
  slipway: 1,
  slug: "migrate-and-deploy",
  name: "Database Migration + Deploy",
  description:
    "Migrates the database first, then rolls out. When the rollout fails, the migration is taken back, if it has a way back.",
  variables: [
    {
      name: "migrateUrl",
      type: "text",
      label: "Webhook that migrates",
      help: "Called with what is deployed. 2xx means done; 202 that it will call back.",
      pattern: "https?://.+",
    },
    {
      name: "backUrl",
      type: "text",
      label: "Webhook that takes the migration back",
      required: false,
      pattern: "https?://.+",
    },
    {
      name: "tryUrl",
      type: "text",
      label: "Webhook that tries it without changing anything",
      help: "Asked first: anything but 2xx stops here.",
      required: false,
      pattern: "https?://.+",
    },
    {
      name: "secret",
      type: "secret",
      label: "Secret of the webhooks",
      help: "Signs the calls as Standard Webhooks: whsec_ and base64.",
      required: false,
    },
    {
      name: "confirm",
      type: "boolean",
      label: "Ask a person between migration and rollout",
      default: true,
    },
    maxFailureRate,
    smokeUrl,
  ],
  stages: [
    {
      name: "migrate",
      title: "Migrate the database",
      kind: "migration",
      config: {
        run: { url: "${migrateUrl}", secret: "${secret}", waitForCallback: true },
        back: { $given: "backUrl", url: "${backUrl}", secret: "${secret}", waitForCallback: true },
        dryRun: { $given: "tryUrl", url: "${tryUrl}", secret: "${secret}" },
      },
    },
    {
      name: "confirm",
      title: "Look at the database",
      kind: "approval",
      when: { variable: { name: "confirm", equals: true } },
      config: { message: "The database is migrated. Is it well enough for ${deployment.version}?" },
    },
    {
      name: "rollout",
      title: "Roll out",
      description: "A tenth first, then half, then all.",
      kind: "rollout",
      config: { batches: [10, 50, 100], maxFailureRate: "${maxFailureRate}", onFailureLimit: "rollBack" },
    },
    smokeTest,
  ],
};
