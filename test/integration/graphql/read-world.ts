import type { Scope } from '../../../src/application/ports/unit-of-work.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import {
  type Generation,
  type GenerationChange,
  moved,
  type NewGeneration,
} from '../../../src/domain/generations/generation.ts';
import type { CreditPackage } from '../../../src/domain/payments/credit-package.ts';
import type { PromoCode } from '../../../src/domain/payments/promo.ts';
import { chatId, type ImageId, modelId, type UserId } from '../../../src/domain/shared/ids.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { anAuditRow } from '../../builders/access.ts';
import {
  aConversationId,
  aHold,
  aNewGeneration,
  anImageId,
  anOutput,
  aPosting,
  at,
  aUser,
} from '../../builders/domain.ts';
import {
  aDifference,
  aPaidPayment,
  aPayment,
  aRedemption,
  aRefund,
  aSubscription,
} from '../../builders/payments.ts';

/** What everybody's rows refer to. */
export interface Catalogue {
  readonly pack: CreditPackage;
  readonly promo: Pick<PromoCode, 'code' | 'benefit'>;
}

/** One user with something of everything; `ms` tells users apart in time. */
export interface Life {
  readonly user: User;
  readonly text: NewGeneration;
  readonly picture: NewGeneration;
  readonly blocked: NewGeneration;
  readonly imageId: ImageId;
  readonly conversationId: ReturnType<typeof aConversationId>;
  readonly paid: ReturnType<typeof aPaidPayment>;
  readonly pending: ReturnType<typeof aPayment>;
  readonly refund: ReturnType<typeof aRefund>;
}

export async function existingLife(
  scope: Scope,
  { pack, promo }: Catalogue,
  ms: number,
  inviter?: UserId,
): Promise<Life> {
  const user = aUser({ createdAt: at(ms), lastSeenAt: at(ms) });
  await scope.users.insert(user);
  if (inviter !== undefined) {
    await scope.referrals.insert({
      inviteeId: user.id,
      inviterId: inviter,
      createdAt: at(ms),
    });
  }
  const conversationId = aConversationId();
  await scope.conversations.insert({
    id: conversationId,
    userId: user.id,
    chatId: chatId(user.id),
    createdAt: at(ms),
  });
  const requests = await existingGenerations(scope, user.id, conversationId, ms);
  const paid = aPaidPayment({ userId: user.id, packageId: pack.id, createdAt: at(ms) });
  const pending = aPayment({
    userId: user.id,
    packageId: pack.id,
    method: 'yookassa',
    createdAt: at(ms + 1),
  });
  await scope.payments.insert(paid);
  await scope.payments.insert(pending);
  await scope.payments.record(paid.id, { kind: 'paid', details: { by: 'test' } });
  const refund = aRefund(paid, { reason: 'asked for it', createdAt: at(ms) });
  await scope.refunds.insert(refund);
  await scope.subscriptions.save(aSubscription(paid, { packageId: pack.id, createdAt: at(ms) }));
  await scope.promos.redeem(user.id, aRedemption(promo, { redeemedAt: at(ms) }));
  await scope.reconciliation.addDifference({
    ...aDifference(),
    kind: 'amount_differs',
    booked: paid.price,
    paymentId: paid.id,
    repaired: false,
  });
  return { user, conversationId, paid, pending, refund, ...requests };
}

async function existingGenerations(
  scope: Scope,
  userId: UserId,
  conversationId: Life['conversationId'],
  ms: number,
) {
  const text = aNewGeneration({
    userId,
    conversationId,
    prompt: `Why is the sky blue on day ${ms}?`,
    createdAt: at(ms),
  });
  const imageId = anImageId();
  const picture = aNewGeneration({
    userId,
    kind: 'image',
    modelId: modelId('test-painter'),
    prompt: 'A yellow banana',
    options: { aspectRatio: '16:9' },
    createdAt: at(ms + 1),
  });
  const blocked = aNewGeneration({ userId, prompt: 'Something bad', createdAt: at(ms + 2) });
  await scope.credits.post(userId, aPosting({ amount: credits(10) }));
  for (const generation of [text, picture, blocked]) {
    await scope.generations.insert(generation);
    await scope.credits.post(userId, aHold(generation.id, 1));
  }
  const done = { to: 'succeeded', charged: credits(1), at: at(ms + 5_000) } as const;
  await moveOn(scope, text, [{ to: 'delivering', output: anOutput() }, done]);
  await scope.images.insert(
    {
      id: imageId,
      generationId: picture.id,
      mimeType: 'image/png',
      width: 64,
      height: 32,
      byteLength: 3,
      sha256: 'ab'.repeat(32),
      createdAt: at(ms + 3),
    },
    { original: new Uint8Array([1, 2, 3]), thumbnail: new Uint8Array([1]) },
  );
  const output = anOutput({ parts: [{ kind: 'image', imageId, mimeType: 'image/png' }] });
  await moveOn(scope, picture, [{ to: 'delivering', output }, done]);
  await scope.generations.recordDelivery(picture.id, {
    index: 0,
    chatId: chatId(userId),
    messageId: 7,
    imageId,
  });
  const failure = { kind: 'safety', stage: 'prompt', reason: 'BLOCKLIST' } as const;
  await moveOn(scope, blocked, [{ to: 'blocked', failure, at: at(ms + 9) }]);
  await scope.conversations.append(conversationId, {
    generationId: text.id,
    prompt: text.prompt,
    answer: anOutput().parts,
    tokens: 20,
    createdAt: at(ms + 5_000),
  });
  return { text, picture, blocked, imageId };
}

/** By a worker, as it happens. */
async function moveOn(
  { generations }: Scope,
  { id }: NewGeneration,
  changes: readonly GenerationChange[],
): Promise<void> {
  const claimed = await generations.claim(id, at(1_000), at(60_000));
  let now: Generation | undefined = claimed?.generation;
  for (const change of changes) {
    if (now === undefined) {
      throw new Error(`Cannot move generation ${id} as nobody could claim it`);
    }
    const next: Generation = moved(now, change);
    await generations.save(next, now.status);
    now = next;
  }
}

/** Two rows by one admin and one by another. */
export async function existingAuditLog({ auditLog }: Scope): Promise<string> {
  const anna = anAuditRow().actor;
  const rows = [
    { actor: anna, action: 'user.ban', subjectType: 'User', subjectId: '42' },
    { actor: anna, action: 'settings.change', subjectType: 'Setting', subjectId: 'welcomeCredits' },
    { action: 'user.ban', subjectType: 'User', subjectId: '43' },
  ];
  for (const [index, row] of rows.entries()) {
    const { seq, hash } = await auditLog.lockHead();
    await auditLog.append(
      anAuditRow({
        ...row,
        at: at(index),
        seq: seq + 1,
        prevHash: hash,
        hash: `${seq}`.repeat(64),
      }),
    );
  }
  return anna.id;
}
