"use client";

import { useEffect, useState } from "react";
import { useRested } from "#components/ui/use-rested.ts";
import type { YamlReading } from "#lib/templates/rules/yaml.ts";

const REST_MS = 250;

/** Reads a template in YAML while it is written, by the same rules as the server. Null until the first reading. */
export function useYamlReading(text: string): { reading: YamlReading | null; isCurrent: boolean } {
  const rested = useRested(text, REST_MS);
  const [state, setState] = useState<{ text: string; reading: YamlReading } | null>(null);
  useEffect(() => {
    let isWanted = true;
    // What reads YAML and knows every kind of stage is loaded only by those who write.
    void import("#lib/templates/rules/yaml.ts").then(({ readYaml }) => {
      if (isWanted) setState({ text: rested, reading: readYaml(rested) });
    });
    return () => {
      isWanted = false;
    };
  }, [rested]);
  return { reading: state?.reading ?? null, isCurrent: state?.text === text };
}
