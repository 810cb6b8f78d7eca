"use client";

import { Moon, Sun, SunMoon } from "lucide-react";
import { useTheme } from "next-themes";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuChoice, MenuChoices } from "#components/ui/menu.tsx";

export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  return (
    <Menu
      label="Theme"
      trigger={
        <Button variant="ghost" aria-label="Theme" className="w-8 px-0 [&_svg]:size-4">
          {/* Which one applies is known to the style sheet before it is known to React. */}
          <Sun aria-hidden className="dark:hidden" />
          <Moon aria-hidden className="hidden dark:block" />
        </Button>
      }
    >
      <MenuChoices value={theme} onValueChange={setTheme}>
        <MenuChoice value="light">
          <Sun aria-hidden className="text-muted" />
          Light
        </MenuChoice>
        <MenuChoice value="dark">
          <Moon aria-hidden className="text-muted" />
          Dark
        </MenuChoice>
        <MenuChoice value="system">
          <SunMoon aria-hidden className="text-muted" />
          As the system
        </MenuChoice>
      </MenuChoices>
    </Menu>
  );
}
