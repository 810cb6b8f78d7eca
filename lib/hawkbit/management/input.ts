import { z } from "zod";

/** hawkBit ignores fields that it does not know, and takes null for "not given". */
const optionalText = (length: number) => z.string().max(length).nullish();

/** A list, also for one element: a single object is refused. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.array(item, { error: "Send a list, also for one element: [ { … } ]." }).min(1).max(1_000);

const CONTROLLER_ID_LENGTH_MAX = 256;
const TOKEN_LENGTH_MAX = 128;

const securityToken = z
  .string()
  .max(TOKEN_LENGTH_MAX)
  .regex(/^[\x21-\x7e]+$/, { error: "A security token is made of visible ASCII characters, without spaces." })
  .nullish();

const targetFields = {
  name: optionalText(128),
  description: optionalText(512),
  securityToken,
};

export const createTargetsInput = listOf(
  z.object({ controllerId: z.string().min(1).max(CONTROLLER_ID_LENGTH_MAX), ...targetFields }),
);
export const updateTargetInput = z.object({ ...targetFields, requestAttributes: z.boolean().nullish() });

const nameAndVersion = { name: z.string().trim().min(1).max(128), version: z.string().trim().min(1).max(64) };

export const createModulesInput = listOf(
  z.object({
    ...nameAndVersion,
    type: z.string().max(64),
    description: optionalText(512),
    vendor: optionalText(256),
    encrypted: z.boolean().nullish(),
  }),
);

const idInput = z.int().min(1).max(2_147_483_647);

export const createSetsInput = listOf(
  z.object({
    ...nameAndVersion,
    type: z.string().max(64).nullish(),
    description: optionalText(512),
    modules: z
      .array(z.object({ id: idInput }))
      .max(200)
      .nullish(),
    requiredMigrationStep: z.boolean().nullish(),
  }),
);

/** The end of the year 9999: what lies beyond is written in another form. */
const TIME_MAX = 253_402_300_799_999;

const assignmentFields = {
  type: z.string().max(32).nullish(),
  /** Epoch milliseconds. */
  forcetime: z.int().min(0).max(TIME_MAX).nullish(),
  weight: z.int().min(0).max(1000).nullish(),
  confirmationRequired: z.boolean().nullish(),
  maintenanceWindow: z
    .object({ schedule: optionalText(250), duration: optionalText(20), timezone: optionalText(20) })
    .nullish(),
};

/** A number is taken as its text. */
const targetId = z.union([z.string(), z.int()]).transform(String).pipe(z.string().min(1).max(CONTROLLER_ID_LENGTH_MAX));

export const assignTargetsInput = z.array(z.object({ id: targetId, ...assignmentFields }), {
  error: "Send a list of targets, also for one: [ { … } ].",
});
export type AssignmentWish = z.output<typeof assignTargetsInput>[number];

/** Seen from the target the list is of sets, or one set by itself. */
const setOfTarget = z.object({ id: idInput, ...assignmentFields });
export const assignSetsInput = z.union([setOfTarget.transform((one) => [one]), z.array(setOfTarget).min(1).max(100)]);

export const updateActionInput = z.object({
  forceType: z.literal("forced", { error: 'Only "forced" can be asked for.' }),
});

export const configInput = z.object({ value: z.unknown() });
