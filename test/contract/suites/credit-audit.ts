import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditFinding } from '../../../src/application/ports/credit-audit.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import { settlement } from '../../../src/domain/credits/ledger.ts';
import { type Generation, holdIdOf, moved } from '../../../src/domain/generations/generation.ts';
import { aHold, anOutput, aPosting, at, aUuid, privateChat } from '../../builders/domain.ts';
import {
  existingGeneration,
  type OpenPersistence,
  type Persistence,
  posted,
  stored,
  userWithCredits,
} from './persistence.ts';

/** What can go wrong through the ports alone; tampering with the books is tried on PostgreSQL. */
export function creditAuditContract(open: OpenPersistence): void {
  describe('CreditAudit', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let audit: Persistence['audit'];

    beforeEach(async () => {
      ({ unitOfWork, audit } = await open());
    });

    async function findings(): Promise<readonly AuditFinding[]> {
      return (await audit.run()).findings;
    }

    async function requested(options: { readonly isHeld?: boolean } = {}): Promise<Generation> {
      const user = await userWithCredits(unitOfWork, 10);
      const generation = await existingGeneration(unitOfWork, {
        userId: user.id,
        price: credits(3),
      });
      if (options.isHeld !== false) {
        const hold = aHold(holdIdOf(generation.id), generation.price);
        posted(await unitOfWork.direct.credits.post(user.id, hold));
      }
      return generation;
    }

    async function settled(generation: Generation, captured: number): Promise<void> {
      const holdId = holdIdOf(generation.id);
      const hold = { holdId, kind: 'generation' as const, amount: generation.price };
      for (const posting of settlement(hold, credits(captured))) {
        posted(await unitOfWork.direct.credits.post(generation.userId, posting));
      }
    }

    async function succeeded(
      { id, userId }: Generation,
      charged: number,
      options: { readonly isDelivered?: boolean } = {},
    ): Promise<void> {
      const { generations } = unitOfWork.direct;
      await generations.claim(id, at(0), at(15_000));
      const running = await stored(unitOfWork, { id });
      const delivering = moved(running, { to: 'delivering', output: anOutput() });
      await generations.save(delivering, 'running');
      if (options.isDelivered !== false) {
        const part = { index: 0, chatId: privateChat(userId), messageId: 1 };
        await generations.recordDelivery(id, part);
      }
      const end = { to: 'succeeded', charged: credits(charged), at: at(1) } as const;
      await generations.save(moved(delivering, end), 'delivering');
    }

    async function canceled(generation: Generation): Promise<void> {
      const end = { to: 'canceled', failure: { kind: 'canceled' }, at: at(1) } as const;
      await unitOfWork.direct.generations.save(moved(generation, end), 'queued');
    }

    test('finds nothing in an empty book', async () => {
      expect(await audit.run()).toEqual({
        users: 0,
        entries: 0,
        generations: 0,
        payments: 0,
        findings: [],
      });
    });

    test('finds nothing when every generation got what it is due', async () => {
      await requested();
      const partly = await requested();
      await succeeded(partly, 2);
      await settled(partly, 2);
      const whole = await requested();
      await succeeded(whole, 3);
      await settled(whole, 3);
      const given = await requested();
      await canceled(given);
      await settled(given, 0);
      const { userId } = await existingGeneration(unitOfWork, { price: credits(0) });

      const report = await audit.run();

      expect(userId).toBeDefined();
      expect(report).toEqual({
        users: 5,
        entries: 4 + 4 + 2 + 1 + 1,
        generations: 5,
        payments: 0,
        findings: [],
      });
    });

    test('finds a hold that nothing uses', async () => {
      const user = await userWithCredits(unitOfWork, 10);
      const holdId = aUuid();
      posted(await unitOfWork.direct.credits.post(user.id, aHold(holdId, 2)));

      expect(await findings()).toEqual([{ kind: 'stranded_hold', userId: user.id, holdId }]);
    });

    test('finds a hold that outlived its generation', async () => {
      const generation = await requested();
      await canceled(generation);

      const { id, userId } = generation;
      expect(await findings()).toEqual([{ kind: 'stranded_hold', userId, holdId: id }]);
    });

    test('finds an unfinished generation without its hold', async () => {
      const { id, userId } = await requested({ isHeld: false });

      expect(await findings()).toEqual([{ kind: 'missing_hold', userId, generationId: id }]);
    });

    test('finds an unfinished generation whose hold was given back', async () => {
      const generation = await requested();
      await settled(generation, 0);

      const { id, userId } = generation;
      expect(await findings()).toEqual([{ kind: 'missing_hold', userId, generationId: id }]);
    });

    test('finds a charge that was not captured', async () => {
      const generation = await requested();
      await succeeded(generation, 3);
      await settled(generation, 1);

      const { id, userId } = generation;
      expect(await findings()).toEqual([
        { kind: 'capture_differs', userId, generationId: id, captured: 1n, charged: 3n },
      ]);
    });

    test('finds a capture for what was not delivered', async () => {
      const generation = await requested();
      await canceled(generation);
      await settled(generation, 3);

      const { id, userId } = generation;
      expect(await findings()).toEqual([
        { kind: 'capture_differs', userId, generationId: id, captured: 3n, charged: 0n },
      ]);
    });

    test('finds a charge without a delivered message', async () => {
      const generation = await requested();
      await succeeded(generation, 3, { isDelivered: false });
      await settled(generation, 3);

      const { id, userId } = generation;
      expect(await findings()).toEqual([{ kind: 'charged_undelivered', userId, generationId: id }]);
    });

    test('does not mind grants and revokes', async () => {
      const user = await userWithCredits(unitOfWork, 10);
      const revoke = aPosting({ operation: 'revoke', kind: 'refund', amount: credits(4) });
      posted(await unitOfWork.direct.credits.post(user.id, revoke));

      expect(await findings()).toEqual([]);
    });
  });
}
