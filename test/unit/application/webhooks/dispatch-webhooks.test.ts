import { beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../../src/application/ports/change-feed.ts';
import { credits } from '../../../../src/domain/credits/credits.ts';
import { moved } from '../../../../src/domain/generations/generation.ts';
import {
  generationId,
  modelId,
  packageId,
  paymentId,
  refundId,
  userId,
} from '../../../../src/domain/shared/ids.ts';
import { webhookEventTypes } from '../../../../src/domain/webhooks/event.ts';
import { aNewGeneration, anImageId, anOutput, at, aUser } from '../../../builders/domain.ts';
import { happen } from '../../../fakes/in-memory-changes.ts';
import { type WebhookWorld, webhookWorld } from './webhook-world.ts';

type NewChange = Parameters<typeof happen>[1];

const payment = {
  paymentId: paymentId('p-1'),
  method: 'yookassa',
  currency: 'RUB',
  status: 'paid',
  origin: 'order',
  packageId: packageId('starter'),
  price: 9_900n,
} as const;

const paid: NewChange = {
  kind: 'payment.paid',
  userId: userId(7),
  at: at(1),
  data: { ...payment, granted: 100n, paidAt: at(0) },
};

function finished(fields: Partial<Extract<Change, { kind: 'generation.finished' }>['data']> = {}) {
  return {
    kind: 'generation.finished',
    userId: userId(7),
    at: at(1),
    data: {
      generationId: generationId('g-1'),
      kind: 'image',
      status: 'failed',
      modelId: modelId('banana'),
      failure: 'no_image',
      price: 2n,
      charged: 0n,
      costUsdMicros: 39_000n,
      inputTokens: 10,
      outputTokens: 0,
      images: 0,
      createdAt: at(-9),
      finishedAt: at(0),
      ...fields,
    },
  } satisfies NewChange;
}

describe('DispatchWebhooks', () => {
  let world: WebhookWorld;

  beforeEach(async () => {
    world = webhookWorld();
    // The reader begins with what happens from its first round on.
    await world.dispatch.execute();
  });

  const tell = (change: NewChange) => happen(world.unitOfWork.state(), change);
  const bodies = () => world.deliveries().map(({ body }) => JSON.parse(body) as unknown);

  test('writes a delivery for each enabled endpoint that listens', async () => {
    const first = await world.existingEndpoint({ events: ['payment.paid'] });
    const second = await world.existingEndpoint({ events: ['user.created', 'payment.paid'] });
    await world.existingEndpoint({ events: ['payment.refunded'] });
    await world.existingEndpoint({ events: ['payment.paid'], enabled: false });
    const { id } = tell(paid);

    await world.dispatch.execute();

    expect(world.deliveries()).toMatchObject(
      [first, second].map((endpoint) => ({
        endpointId: endpoint.id,
        eventId: `evt_${id}`,
        eventType: 'payment.paid',
        state: 'pending',
        createdAt: world.clock.now(),
      })),
    );
  });

  test('tells each change once, however many processes there are and however often', async () => {
    await world.existingEndpoint({ events: ['payment.paid'] });
    for (let count = 0; count < 1_200; count += 1) {
      tell(paid);
    }

    await Promise.all([world.dispatch.execute(), world.dispatch.execute()]);
    await world.dispatch.execute();

    expect(world.deliveries()).toHaveLength(1_200);
    expect(new Set(world.deliveries().map(({ eventId }) => eventId)).size).toBe(1_200);
  });

  test('leaves out what happened before an endpoint was there', async () => {
    tell(paid);
    await world.dispatch.execute();
    await world.existingEndpoint({ events: [...webhookEventTypes] });

    await world.dispatch.execute();

    expect(world.deliveries()).toEqual([]);
  });

  test('leaves out what nobody can subscribe to', async () => {
    await world.existingEndpoint({ events: [...webhookEventTypes] });
    tell({ kind: 'user.seen', userId: userId(7), at: at(1), data: { seenAt: at(1) } });
    tell({ ...paid, kind: 'payment.created', data: { ...payment, createdAt: at(0) } });

    await world.dispatch.execute();

    expect(world.deliveries()).toEqual([]);
  });

  test('tells of a payment', async () => {
    await world.existingEndpoint({ events: ['payment.paid'] });
    const { id } = tell(paid);

    await world.dispatch.execute();

    expect(bodies()).toEqual([
      {
        id: `evt_${id}`,
        type: 'payment.paid',
        version: 1,
        createdAt: at(1).toISOString(),
        data: {
          payment: {
            id: 'pay_p-1',
            userId: 'usr_7',
            method: 'yookassa',
            origin: 'order',
            packageId: 'pkg_starter',
            amount: { amount: '99.00', currency: 'RUB' },
            credits: 100,
            paidAt: at(0).toISOString(),
          },
        },
      },
    ]);
  });

  test('tells of a refund, and what went back of the payment in all', async () => {
    await world.existingEndpoint({ events: ['payment.refunded'] });
    const { status: _, origin: __, ...facts } = payment;
    tell({
      kind: 'payment.refunded',
      userId: userId(7),
      at: at(1),
      data: {
        ...facts,
        refundId: refundId('r-1'),
        amount: 900n,
        refunded: 1_900n,
        creditsTaken: 9n,
        refundedAt: at(0),
      },
    });

    await world.dispatch.execute();

    expect(bodies()).toMatchObject([
      {
        type: 'payment.refunded',
        data: {
          refund: { id: 'ref_r-1', amount: { amount: '9.00', currency: 'RUB' }, creditsTaken: 9 },
          payment: {
            id: 'pay_p-1',
            amount: { amount: '99.00', currency: 'RUB' },
            refunded: { amount: '19.00', currency: 'RUB' },
          },
        },
      },
    ]);
  });

  test('tells of credits that were granted or revoked', async () => {
    await world.existingEndpoint({ events: ['credits.changed'] });
    const data = {
      operation: 'revoke',
      kind: 'admin',
      amount: 5n,
      available: 2n,
      reference: 'admin:1',
      postedAt: at(0),
    } as const;
    tell({ kind: 'credits.posted', userId: userId(7), at: at(1), data });

    await world.dispatch.execute();

    expect(bodies()).toMatchObject([
      {
        type: 'credits.changed',
        data: {
          credits: {
            userId: 'usr_7',
            operation: 'revoke',
            kind: 'admin',
            amount: 5,
            availableAfter: 2,
            reference: 'admin:1',
            postedAt: at(0).toISOString(),
          },
        },
      },
    ]);
  });

  test('tells of a new user', async () => {
    const user = aUser({ username: 'anna', languageCode: 'ru' });
    await world.unitOfWork.direct.users.insert(user);
    await world.existingEndpoint({ events: ['user.created'] });
    const data = { language: 'ru', createdAt: at(0) } as const;
    tell({ kind: 'user.created', userId: user.id, at: at(1), data });

    await world.dispatch.execute();

    expect(bodies()).toMatchObject([
      {
        type: 'user.created',
        data: {
          user: { id: `usr_${user.id}`, username: 'anna', languageCode: 'ru', language: 'ru' },
        },
      },
    ]);
  });

  test('tells of a generation that failed', async () => {
    await world.existingEndpoint();
    tell(finished());

    await world.dispatch.execute();

    expect(bodies()).toMatchObject([
      {
        type: 'generation.finished',
        data: {
          generation: {
            id: 'gen_g-1',
            userId: 'usr_7',
            kind: 'image',
            status: 'failed',
            failure: 'no_image',
            model: 'banana',
            priceCredits: 2,
            chargedCredits: 0,
            images: [],
            createdAt: at(-9).toISOString(),
            startedAt: null,
            finishedAt: at(0).toISOString(),
          },
        },
      },
    ]);
  });

  describe('of a generation with pictures', () => {
    const image = anImageId();

    beforeEach(async () => {
      const { users, generations } = world.unitOfWork.direct;
      const user = aUser();
      await users.insert(user);
      const generation = aNewGeneration({ userId: user.id, prompt: 'a secret banana' });
      await generations.insert(generation);
      await generations.claim(generation.id, at(0), at(9));
      const running = await generations.find(generation.id);
      if (running === undefined) {
        throw new Error('Cannot go on without a generation');
      }
      const output = anOutput({
        parts: [{ kind: 'image', imageId: image, mimeType: 'image/png' }],
      });
      const delivering = moved(running, { to: 'delivering', output });
      await generations.save(delivering, 'running');
      const succeeded = moved(delivering, { to: 'succeeded', charged: credits(2), at: at(5) });
      await generations.save(succeeded, 'delivering');
      const { id } = generation;
      tell(finished({ generationId: id, status: 'succeeded', failure: undefined, images: 1 }));
    });

    test('tells where they are, and keeps the prompt to itself', async () => {
      await world.existingEndpoint();

      await world.dispatch.execute();

      const images = [{ id: `img_${image}`, mimeType: 'image/png', path: `/images/${image}` }];
      expect(bodies()).toMatchObject([{ data: { generation: { images, failure: null } } }]);
      expect(JSON.stringify(bodies())).not.toContain('secret banana');
      expect(bodies()).not.toHaveProperty('0.data.generation.prompt');
    });

    test('tells the prompt to those who asked for it', async () => {
      await world.existingEndpoint({ includePrompts: true });
      await world.existingEndpoint({ includePrompts: false });

      await world.dispatch.execute();

      expect(bodies()).toHaveProperty('0.data.generation.prompt', 'a secret banana');
      expect(bodies()).not.toHaveProperty('1.data.generation.prompt');
    });
  });
});
