import { api } from "#components/api.ts";
import type { Role } from "#lib/access/rules/scopes.ts";
import type {
  GroupMappingView,
  NewInvitationView,
  NewSecondFactorView,
  OpenInvitationView,
  RecoveryCodesView,
  ServiceAccountView,
  TeamView,
  UserView,
} from "#lib/access/view.ts";

const ME = "/api/v1/me";
const INVITATIONS = "/api/v1/invitations";
const TEAMS = "/api/v1/teams";
const SERVICE_ACCOUNTS = "/api/v1/service-accounts";
const MAPPINGS = "/api/v1/group-mappings";

export const revokeSession = (id: string) => api<undefined>(`${ME}/sessions/${id}`, { method: "DELETE" });
export const revokeOtherSessions = () => api<{ ended: number }>(`${ME}/sessions`, { method: "DELETE" });
export const unlinkIdentity = (id: string) => api<undefined>(`${ME}/identities/${id}`, { method: "DELETE" });

export const beginSecondFactor = (password: string) =>
  api<NewSecondFactorView>(`${ME}/second-factor`, { method: "POST", body: { password } });
export const confirmSecondFactor = (code: string) =>
  api<RecoveryCodesView>(`${ME}/second-factor/confirm`, { method: "POST", body: { code } });
export const renewRecoveryCodes = (code: string) =>
  api<RecoveryCodesView>(`${ME}/second-factor/recovery-codes`, { method: "POST", body: { code } });
export const removeSecondFactor = (code: string) =>
  api<undefined>(`${ME}/second-factor/remove`, { method: "POST", body: { code } });

export const endSessionsOf = (userId: string) =>
  api<{ ended: number }>(`/api/v1/users/${userId}/sessions`, { method: "DELETE" });
export const removeSecondFactorOf = (userId: string) =>
  api<undefined>(`/api/v1/users/${userId}/second-factor`, { method: "DELETE" });

type InvitationDraft = { email: string; role: Role; isLimited: boolean; teamIds: string[] };
export const invite = (body: InvitationDraft) => api<NewInvitationView>(INVITATIONS, { method: "POST", body });
export const revokeInvitation = (id: string) => api<undefined>(`${INVITATIONS}/${id}`, { method: "DELETE" });
export const openInvitation = (token: string) =>
  api<OpenInvitationView>(`${INVITATIONS}/open`, { method: "POST", body: { token }, anonymous: true });
export const acceptInvitation = (body: { token: string; name: string; password: string }) =>
  api<UserView>(`${INVITATIONS}/accept`, { method: "POST", body, anonymous: true });

type TeamDraft = { name: string; description: string; productIds: string[]; environmentIds: string[] };
export const createTeam = (body: TeamDraft & { slug: string }) => api<TeamView>(TEAMS, { method: "POST", body });
export const changeTeam = (id: string, body: TeamDraft) => api<TeamView>(`${TEAMS}/${id}`, { method: "PATCH", body });
export const deleteTeam = (id: string) => api<undefined>(`${TEAMS}/${id}`, { method: "DELETE" });
export const addMember = (teamId: string, userId: string) =>
  api<TeamView>(`${TEAMS}/${teamId}/members/${userId}`, { method: "PUT", body: {} });
export const removeMember = (teamId: string, userId: string) =>
  api<TeamView>(`${TEAMS}/${teamId}/members/${userId}`, { method: "DELETE" });

type MappingDraft = { provider: string; group: string; role?: Role; teamId?: string };
export const createMapping = (body: MappingDraft) => api<GroupMappingView>(MAPPINGS, { method: "POST", body });
export const deleteMapping = (id: string) => api<undefined>(`${MAPPINGS}/${id}`, { method: "DELETE" });

type AccountDraft = { name: string; role: Role; isLimited: boolean };
export const createServiceAccount = (body: AccountDraft) =>
  api<ServiceAccountView>(SERVICE_ACCOUNTS, { method: "POST", body });
export const changeServiceAccount = (id: string, body: Partial<AccountDraft & { disabled: boolean }>) =>
  api<ServiceAccountView>(`${SERVICE_ACCOUNTS}/${id}`, { method: "PATCH", body });
