import type { UserTotals, UserView } from '../../../application/queries/users.ts';
import { credits } from '../../../domain/credits/credits.ts';
import { modelId, userId } from '../../../domain/shared/ids.ts';
import {
  type ChatMode,
  type Language,
  languageOf,
  type Preferences,
} from '../../../domain/users/user.ts';
import type { UserRow } from '../schemas/users.ts';

type ShownColumns = Omit<UserRow, 'pending_edit' | 'pending_purchase'>;

/** Columns of tables that have no row for the user are null. */
export interface UserViewRow extends ShownColumns {
  readonly inviter_id: string | null;
  readonly available: string | null;
  readonly held: string | null;
  readonly generations: string | null;
  readonly succeeded: string | null;
  readonly credits_spent: string | null;
  readonly cost_usd_micros: string | null;
  readonly payments: string | null;
  readonly revenue_rub_minor: string | null;
  readonly revenue_stars: string | null;
  readonly first_paid_at: Date | null;
  readonly last_generation_at: Date | null;
}

export const userColumns = `u.id, u.username, u.first_name, u.language_code, u.language, u.mode,
  u.text_model, u.image_model, u.aspect_ratio, u.image_size, u.send_as_file, u.receipt_email,
  u.referral_code, u.ban_reason, u.banned_at, u.unreachable_since, u.created_at, u.last_seen_at,
  referrals.inviter_id, credit_accounts.available, credit_accounts.held,
  shown.generations, shown.succeeded, shown.credits_spent, shown.cost_usd_micros, shown.payments,
  shown.revenue_rub_minor, shown.revenue_stars, shown.first_paid_at, shown.last_generation_at`;

export const userTables = `users AS u
  LEFT JOIN referrals ON referrals.invitee_id = u.id
  LEFT JOIN credit_accounts ON credit_accounts.user_id = u.id
  LEFT JOIN stats.user_stats AS shown ON shown.user_id = u.id`;

export function userViewOf(row: UserViewRow): UserView {
  const preferences = preferencesOf(row);
  const languageCode = row.language_code ?? undefined;
  return {
    id: userId(Number(row.id)),
    username: row.username ?? undefined,
    firstName: row.first_name,
    languageCode,
    language: languageOf({ preferences, languageCode }),
    preferences,
    receiptEmail: row.receipt_email ?? undefined,
    referralCode: row.referral_code,
    status: statusOf(row),
    ban:
      row.banned_at === null ? undefined : { reason: row.ban_reason ?? '', since: row.banned_at },
    unreachableSince: row.unreachable_since ?? undefined,
    inviterId: row.inviter_id === null ? undefined : userId(Number(row.inviter_id)),
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    balance: {
      available: credits(BigInt(row.available ?? 0)),
      held: credits(BigInt(row.held ?? 0)),
    },
    totals: totalsOf(row),
  };
}

function preferencesOf(row: UserViewRow): Preferences {
  return {
    language: (row.language as Language | null) ?? undefined,
    mode: row.mode as ChatMode,
    textModel: row.text_model === null ? undefined : modelId(row.text_model),
    imageModel: row.image_model === null ? undefined : modelId(row.image_model),
    aspectRatio: row.aspect_ratio ?? undefined,
    imageSize: row.image_size ?? undefined,
    sendAsFile: row.send_as_file,
  };
}

function statusOf(row: UserViewRow): UserView['status'] {
  if (row.banned_at !== null) {
    return 'banned';
  }
  return row.unreachable_since === null ? 'active' : 'unreachable';
}

function totalsOf(row: UserViewRow): UserTotals {
  return {
    generations: Number(row.generations ?? 0),
    succeeded: Number(row.succeeded ?? 0),
    creditsSpent: BigInt(row.credits_spent ?? 0),
    costUsdMicros: BigInt(row.cost_usd_micros ?? 0),
    payments: Number(row.payments ?? 0),
    revenueKopecks: BigInt(row.revenue_rub_minor ?? 0),
    revenueStars: BigInt(row.revenue_stars ?? 0),
    firstPaidAt: row.first_paid_at ?? undefined,
    lastGenerationAt: row.last_generation_at ?? undefined,
  };
}
