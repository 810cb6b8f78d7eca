"use client";

import { Moon, Sun } from "lucide-react";
import { OpensLater } from "#components/shell/opens-later.tsx";
import { Button } from "#components/ui/button.tsx";

export function ThemeSwitch() {
  return (
    <OpensLater
      load={() => import("#components/shell/theme-menu.tsx")}
      trigger={
        <Button variant="ghost" aria-label="Theme" className="w-8 px-0 [&_svg]:size-4">
          {/* Which one applies is known to the style sheet before it is known to React. */}
          <Sun aria-hidden className="dark:hidden" />
          <Moon aria-hidden className="hidden dark:block" />
        </Button>
      }
    />
  );
}
