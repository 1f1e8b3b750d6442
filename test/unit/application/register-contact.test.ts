import { describe, expect, test } from 'vitest';
import { referralPayload } from '../../../src/domain/referrals/referral.ts';
import { privateChat } from '../../builders/domain.ts';
import { World } from './world.ts';

const settings = {
  welcomeCredits: 10,
  referralInviteeCredits: 5,
  referralInviterCredits: 7,
};

describe('RegisterContact, on first contact', () => {
  test('welcomes with credits, once', async () => {
    const world = new World({ settings });
    const profile = world.aProfile();

    const contact = await world.app.registerContact.execute({ profile });
    expect(contact).toMatchObject({ isFirstContact: true, invitationCredits: 0 });
    expect(contact.user).toMatchObject({ ...profile, preferences: { mode: 'text' } });

    const again = await world.app.registerContact.execute({ profile });
    expect(again).toMatchObject({ isFirstContact: false, invitationCredits: 0 });
    expect(await world.balance(contact.user)).toEqual({ available: 10, held: 0 });
  });

  test('writes no entry where the welcome is worth nothing', async () => {
    const world = new World({ settings: { welcomeCredits: 0 } });
    const user = await world.newcomer();
    expect(await world.unitOfWork.direct.credits.latest(user.id, 10)).toEqual([]);
  });

  test('binds the inviter and pays the invited one at once, the inviter not yet', async () => {
    const world = new World({ settings });
    const inviter = await world.newcomer();
    const startPayload = referralPayload(inviter.referralCode);

    const contact = await world.app.registerContact.execute({
      profile: world.aProfile(),
      startPayload,
    });

    expect(contact.invitationCredits).toBe(5);
    expect(await world.balance(contact.user)).toEqual({ available: 15, held: 0 });
    expect(await world.balance(inviter)).toEqual({ available: 10, held: 0 });
    expect(await world.unitOfWork.direct.referrals.find(contact.user.id)).toEqual({
      inviteeId: contact.user.id,
      inviterId: inviter.id,
      createdAt: world.clock.now(),
    });
  });

  test('counts for nothing when the inviter is banned or unknown', async () => {
    const world = new World({ settings });
    const inviter = await world.newcomer();
    await world.app.banUser.execute({ userId: inviter.id, reason: 'spam' });

    for (const code of [inviter.referralCode, 'nobody1234']) {
      const contact = await world.app.registerContact.execute({
        profile: world.aProfile(),
        startPayload: referralPayload(code),
      });
      expect(contact).toMatchObject({ isFirstContact: true, invitationCredits: 0 });
      expect(await world.unitOfWork.direct.referrals.find(contact.user.id)).toBeUndefined();
    }
  });

  test('happens once when two updates of a new user arrive together', async () => {
    const world = new World({ settings });
    const inviter = await world.newcomer();
    const profile = world.aProfile();
    const startPayload = referralPayload(inviter.referralCode);

    const contacts = await Promise.all(
      Array.from({ length: 5 }, () => world.app.registerContact.execute({ profile, startPayload })),
    );

    expect(contacts.filter(({ isFirstContact }) => isFirstContact)).toHaveLength(1);
    expect(new Set(contacts.map(({ user }) => user.referralCode)).size).toBe(1);
    expect(await world.balance(profile)).toEqual({ available: 15, held: 0 });
    expect(await world.findings()).toEqual([]);
  });
});

describe('RegisterContact, of a known user', () => {
  test('binds no inviter when an invitation is opened later, not even the own one', async () => {
    const world = new World({ settings });
    const inviter = await world.newcomer();
    const user = await world.newcomer();

    for (const code of [inviter.referralCode, user.referralCode]) {
      const contact = await world.app.registerContact.execute({
        profile: user,
        startPayload: referralPayload(code),
      });
      expect(contact).toMatchObject({ isFirstContact: false, invitationCredits: 0 });
    }
    expect(await world.unitOfWork.direct.referrals.find(user.id)).toBeUndefined();
    expect(await world.balance(user)).toEqual({ available: 10, held: 0 });
  });

  test('takes over a changed profile and forgets a name that was given up', async () => {
    const world = new World();
    const profile = world.aProfile({ username: 'anna', languageCode: 'ru' });
    await world.app.registerContact.execute({ profile });

    const renamed = { id: profile.id, firstName: 'Anya', languageCode: 'en' };
    const { user } = await world.app.registerContact.execute({ profile: renamed });

    expect(user).toMatchObject({ firstName: 'Anya', languageCode: 'en' });
    expect(user.username).toBeUndefined();
    expect(await world.user(profile.id)).toEqual(user);
  });

  test('writes nothing while nothing changes, but notes about every minute that they are there', async () => {
    const world = new World();
    const user = await world.newcomer();
    const before = await world.user(user.id);

    world.clock.advance(59_000);
    await world.app.registerContact.execute({ profile: user });
    expect(await world.user(user.id)).toBe(before);

    world.clock.advance(1_000);
    const { user: seen } = await world.app.registerContact.execute({ profile: user });
    expect(seen.lastSeenAt).toEqual(world.clock.now());
  });

  test('makes a user who had blocked the bot reachable again', async () => {
    const world = new World();
    const user = await world.newcomer();
    await world.app.noteReachability.execute(user.id, false);
    expect((await world.user(user.id)).unreachableSince).toEqual(world.clock.now());

    await world.app.registerContact.execute({ profile: user });
    expect((await world.user(user.id)).unreachableSince).toBeUndefined();
  });

  test('forgets pictures that wait for words after an hour of silence', async () => {
    const world = new World();
    const user = await world.newcomer();
    const pendingEdit = { chatId: privateChat(user.id), inputs: [] };
    await world.app.setPendingEdit.execute(user.id, pendingEdit);

    world.clock.advance(3_599_999);
    await world.app.registerContact.execute({ profile: user });
    expect((await world.user(user.id)).pendingEdit).toEqual(pendingEdit);
    world.clock.advance(3_600_000);
    await world.app.registerContact.execute({ profile: user });
    expect((await world.user(user.id)).pendingEdit).toBeUndefined();
  });

  test('keeps what another change wrote meanwhile', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.clock.advance(60_000);

    await Promise.all([
      world.app.registerContact.execute({ profile: { ...user, firstName: 'Anya' } }),
      world.app.banUser.execute({ userId: user.id, reason: 'spam' }),
      world.app.changePreferences.execute({ userId: user.id, change: { mode: 'image' } }),
    ]);

    expect(await world.user(user.id)).toMatchObject({
      firstName: 'Anya',
      ban: { reason: 'spam' },
      preferences: { mode: 'image' },
    });
  });
});
