/** What is a simulated device called, and what is it made of? */
import { Dice } from "#lib/simulate/rules/dice.ts";

export interface DeviceDraft {
  name: string;
  fleet: string;
  tags: string[];
  attributes: Record<string, string | number>;
}

const REGIONS = ["eu", "us", "apac"] as const;
const MODELS = ["SG-200", "SG-210", "SG-400"] as const;
const SYSTEMS = ["debian 12", "debian 13", "yocto 5.0"] as const;
const MEMORY_GIB = [1, 2, 4] as const;
const BETA_SHARE = 0.1;
const NUMBER_WIDTH = 5;

/** Describes the device with this number, the same for the same seed. */
export function describeDevice(fleet: string, number: number, seed: string): DeviceDraft {
  const dice = new Dice(seed, fleet, "inventory", number);
  const tags: string[] = [dice.pick(REGIONS)];
  if (dice.happens(BETA_SHARE)) tags.push("beta");
  return {
    name: `${fleet}-${String(number).padStart(NUMBER_WIDTH, "0")}`,
    fleet,
    tags,
    attributes: { model: dice.pick(MODELS), os: dice.pick(SYSTEMS), memoryGiB: dice.pick(MEMORY_GIB) },
  };
}
