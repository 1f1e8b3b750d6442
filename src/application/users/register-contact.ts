import { credits } from '../../domain/credits/credits.ts';
import { acceptsInvitation, referralCodeIn } from '../../domain/referrals/referral.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { type Ok, ok } from '../../domain/shared/result.ts';
import { defaultPreferences, type Profile, type User } from '../../domain/users/user.ts';
import { grant } from '../credits/grant.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';

export interface RegisterContactCommand {
  readonly profile: Profile;
  /** What followed `/start`, if anything. */
  readonly startPayload?: string | undefined;
}

export interface Contact {
  readonly user: User;
  readonly isFirstContact: boolean;
  /** Credits given for coming by invitation; zero for everybody else. */
  readonly invitationCredits: number;
}

const referralCodeLength = 10;
const lastSeenStepMs = 60_000;
/** After such a silence the next words are hardly about the pictures that were sent before it. */
const pendingEditSilenceMs = 3_600_000;

/**
 * Knows the person behind an update: greets a new one with credits (and binds the inviter, on this
 * first contact alone), keeps the profile of a known one fresh, and forgets pictures that waited for
 * words through a long silence. Cannot fail for reasons of its own.
 */
export class RegisterContact {
  readonly #unitOfWork: UnitOfWork;
  readonly #settings: SettingsStore;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, settings: SettingsStore, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#settings = settings;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(command: RegisterContactCommand): Promise<Contact> {
    const known = await this.#unitOfWork.direct.users.find(command.profile.id);
    if (known !== undefined) {
      const user = await this.#refresh(known, command.profile);
      return { user, isFirstContact: false, invitationCredits: 0 };
    }
    const settings = await this.#settings.current();
    const result = await this.#unitOfWork.run((scope) => this.#welcome(scope, command, settings));
    return result.value;
  }

  async #refresh(known: User, profile: Profile): Promise<User> {
    const now = this.#clock.now();
    const stale =
      known.unreachableSince !== undefined ||
      known.username !== profile.username ||
      known.firstName !== profile.firstName ||
      known.languageCode !== profile.languageCode ||
      now.getTime() - known.lastSeenAt.getTime() >= lastSeenStepMs;
    if (!stale) {
      return known;
    }
    const result = await this.#unitOfWork.run(async (scope) => {
      const current = (await scope.users.lock(profile.id)) ?? known;
      const silenceMs = now.getTime() - current.lastSeenAt.getTime();
      const user: User = {
        ...current,
        ...facts(profile),
        pendingEdit: silenceMs < pendingEditSilenceMs ? current.pendingEdit : undefined,
        unreachableSince: undefined,
        lastSeenAt: now,
      };
      await scope.users.save(user);
      return ok(user);
    });
    return result.value;
  }

  async #welcome(
    scope: Scope,
    { profile, startPayload }: RegisterContactCommand,
    settings: Settings,
  ): Promise<Ok<Contact>> {
    const now = this.#clock.now();
    const user: User = {
      ...facts(profile),
      preferences: defaultPreferences,
      referralCode: this.#ids.code(referralCodeLength),
      createdAt: now,
      lastSeenAt: now,
    };
    if (!(await scope.users.insert(user))) {
      const winner = (await scope.users.find(profile.id)) ?? user;
      return ok({ user: winner, isFirstContact: false, invitationCredits: 0 });
    }
    await grant(scope, user.id, {
      kind: 'welcome',
      amount: credits(settings.welcomeCredits),
      reference: `welcome:${user.id}`,
    });
    const invited = await this.#bindInviter(scope, user, startPayload);
    const invitationCredits = invited ? settings.referralInviteeCredits : 0;
    await grant(scope, user.id, {
      kind: 'referral',
      amount: credits(invitationCredits),
      reference: `referral-invitee:${user.id}`,
    });
    return ok({ user, isFirstContact: true, invitationCredits });
  }

  async #bindInviter(
    scope: Scope,
    invitee: User,
    startPayload: string | undefined,
  ): Promise<boolean> {
    const code = referralCodeIn(startPayload);
    const inviter = code === undefined ? undefined : await scope.users.findByReferralCode(code);
    if (
      inviter === undefined ||
      !acceptsInvitation(
        { id: invitee.id, isFirstContact: true },
        { id: inviter.id, isBanned: inviter.ban !== undefined },
      )
    ) {
      return false;
    }
    await scope.referrals.insert({
      inviteeId: invitee.id,
      inviterId: inviter.id,
      createdAt: invitee.createdAt,
    });
    return true;
  }
}

/** Each field by name: one that the messenger leaves out is one that the person gave up. */
function facts({ id, username, firstName, languageCode }: Profile): Profile {
  return { id, username, firstName, languageCode };
}
