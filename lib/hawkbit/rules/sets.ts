// Which software modules make a distribution set?

export const moduleTypes = ["os", "application"] as const;
export type ModuleType = (typeof moduleTypes)[number];

export const setTypes = ["os", "app", "os_app"] as const;
export type SetType = (typeof setTypes)[number];

export const SET_TYPE_DEFAULT: SetType = "os_app";

export const moduleTypeNames: Readonly<Record<ModuleType, string>> = { os: "OS", application: "Application" };
export const setTypeNames: Readonly<Record<SetType, string>> = {
  os: "OS only",
  app: "App(s) only",
  os_app: "OS with app(s)",
};

const allowed: Readonly<Record<SetType, readonly ModuleType[]>> = {
  os: ["os"],
  app: ["application"],
  os_app: ["os", "application"],
};
const mandatory: Readonly<Record<SetType, ModuleType>> = { os: "os", app: "application", os_app: "os" };

export function isModuleType(text: string): text is ModuleType {
  return (moduleTypes as readonly string[]).includes(text);
}

export function isSetType(text: string): text is SetType {
  return (setTypes as readonly string[]).includes(text);
}

/** Says why modules of these types cannot stand together in a set, or null. */
export function modulesFault(setType: SetType, types: readonly ModuleType[]): string | null {
  const foreign = types.find((type) => !allowed[setType].includes(type));
  if (foreign !== undefined) return `A set of type ${setType} takes no modules of type ${foreign}.`;
  return types.filter((type) => type === "os").length > 1 ? "A set has one module of type os at most." : null;
}

/** Says whether a set can be installed: the module that its type demands is there. */
export function isComplete(setType: SetType, types: readonly ModuleType[]): boolean {
  return types.includes(mandatory[setType]);
}
