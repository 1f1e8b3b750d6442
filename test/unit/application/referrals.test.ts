import { describe, expect, test } from 'vitest';
import { referralPayload } from '../../../src/domain/referrals/referral.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { privateChat } from '../../builders/domain.ts';
import { World } from './world.ts';

const dayMs = 86_400_000;
const settings = {
  welcomeCredits: 10,
  referralInviterCredits: 7,
  referralInviteeCredits: 0,
  referralRewardsPerDay: 2,
};

const invitedBy = (world: World, inviter: User) =>
  world.newcomer(referralPayload(inviter.referralCode));

async function delivered(world: World, user: User): Promise<void> {
  await world.asked(user, 'Hello');
  await world.work();
}

describe("an inviter's bonus", () => {
  test("is paid with the invitee's first delivered generation, once, and told", async () => {
    const world = new World({ settings });
    const inviter = await world.newcomer();
    const invitee = await invitedBy(world, inviter);
    await delivered(world, invitee);
    expect(await world.balance(inviter)).toEqual({ available: 17, held: 0 });

    await delivered(world, invitee);

    expect(await world.balance(inviter)).toEqual({ available: 17, held: 0 });
    expect(world.messenger.notices).toMatchObject([
      { userId: inviter.id, notice: { kind: 'referral_rewarded', credits: 7 } },
    ]);
    expect(await world.findings()).toEqual([]);
  });

  test('is not paid for a generation that failed or was canceled', async () => {
    const world = new World({ settings });
    const inviter = await world.newcomer();
    const invitee = await invitedBy(world, inviter);

    world.model.script([{ kind: 'failure', failure: { kind: 'empty_answer' } }]);
    await delivered(world, invitee);
    await world.asked(invitee, 'Never mind');
    await world.app.cancel.execute(invitee.id, privateChat(invitee.id));
    await world.work();

    expect(await world.balance(inviter)).toEqual({ available: 10, held: 0 });
    await delivered(world, invitee);
    expect(await world.balance(inviter)).toEqual({ available: 17, held: 0 });
  });

  test('is paid for so many invitees a day, on every day anew', async () => {
    const world = new World({ settings });
    world.clock.set(new Date('2026-01-15T00:00:00.000Z'));
    const inviter = await world.newcomer();
    // Three a day, evenly: the cap of two holds on each day, and a full day never spoils the next.
    for (let day = 1; day <= 3; day += 1) {
      for (let invitee = 0; invitee < 3; invitee += 1) {
        await delivered(world, await invitedBy(world, inviter));
        world.clock.advance(dayMs / 3);
      }
      expect(await world.balance(inviter)).toEqual({ available: 10 + day * 2 * 7, held: 0 });
    }
  });

  test('keeps the daily cap when many invitees are served at once', async () => {
    const world = new World({ settings });
    const inviter = await world.newcomer();
    const invitees = await Promise.all([1, 2, 3, 4].map(() => invitedBy(world, inviter)));
    await Promise.all(invitees.map((invitee) => world.asked(invitee, 'Hello')));

    await Promise.all(invitees.map(() => world.workOnce()));

    expect(await world.balance(inviter)).toEqual({ available: 10 + 2 * 7, held: 0 });
  });

  test('is forfeited by an inviter who is banned by then', async () => {
    const world = new World({ settings });
    const inviter = await world.newcomer();
    const invitee = await invitedBy(world, inviter);
    await world.app.banUser.execute({ userId: inviter.id, reason: 'spam' });
    await delivered(world, invitee);
    expect(await world.balance(inviter)).toEqual({ available: 10, held: 0 });
  });

  test('of zero credits is no entry and no news', async () => {
    const world = new World({ settings: { ...settings, referralInviterCredits: 0 } });
    const inviter = await world.newcomer();
    await delivered(world, await invitedBy(world, inviter));
    expect(await world.unitOfWork.direct.credits.latest(inviter.id, 10)).toHaveLength(1);
    expect(world.messenger.notices).toEqual([]);
  });
});
