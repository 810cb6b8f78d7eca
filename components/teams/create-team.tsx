"use client";

import { TeamForm, type Places } from "#components/teams/team-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";

export function CreateTeam({ places }: { places: Places }) {
  return (
    <CreateDialog title="Make a team" description="People, and the products and environments that are theirs.">
      {(close) => <TeamForm places={places} onDone={close} />}
    </CreateDialog>
  );
}
