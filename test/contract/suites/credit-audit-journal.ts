import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditFinding } from '../../../src/application/ports/credit-audit.ts';
import type {
  CreditAuditAsker,
  CreditAuditRun,
} from '../../../src/application/ports/credit-audit-journal.ts';
import { at, aUserId, aUuid } from '../../builders/domain.ts';
import type { OpenPersistence, Persistence } from './persistence.ts';

const aRun = (fields: Partial<CreditAuditRun> = {}): CreditAuditRun => ({
  id: aUuid(),
  askedBy: { kind: 'schedule' },
  startedAt: at(0),
  finishedAt: at(1_000),
  report: { users: 1, entries: 2, generations: 3, payments: 4, findings: [] },
  ...fields,
});

const userId = aUserId();
const findings: readonly AuditFinding[] = [
  { kind: 'balance_differs', userId, balance: 'held', account: 2n ** 60n, entries: -1n },
  { kind: 'running_balance_broken', userId, reference: 'welcome:\u0000 🍌' },
  { kind: 'stranded_hold', userId, holdId: 'hold' },
  { kind: 'missing_hold', userId, generationId: aUuid() },
  { kind: 'capture_differs', userId, generationId: aUuid(), captured: 1n, charged: 0n },
  { kind: 'charged_undelivered', userId, generationId: aUuid() },
  { kind: 'grant_differs', userId, paymentId: aUuid(), granted: 5n, entries: 6n },
  { kind: 'grant_without_payment', userId, reference: 'purchase:stars:1' },
  { kind: 'refund_differs', userId, refundId: aUuid(), taken: 7n, entries: 8n },
  { kind: 'refunded_money_differs', userId, paymentId: aUuid(), payment: 9n, refunds: 10n },
];

export function creditAuditJournalContract(open: OpenPersistence): void {
  describe('CreditAuditJournal', () => {
    let journal: Persistence['unitOfWork']['direct']['creditAudits'];

    beforeEach(async () => {
      journal = (await open()).unitOfWork.direct.creditAudits;
    });

    test('has no last audit before the first', async () => {
      expect(await journal.last()).toBeUndefined();
    });

    test('keeps findings of every kind, to the last digit', async () => {
      const run = aRun({ report: { ...aRun().report, findings } });

      await journal.add(run);

      expect(await journal.last()).toEqual(run);
    });

    test.each<CreditAuditAsker>([
      { kind: 'schedule' },
      { kind: 'operator' },
      { kind: 'admin', name: 'anna' },
      { kind: 'api_key', name: 'Reports' },
    ])('keeps who asked: %o', async (askedBy) => {
      await journal.add(aRun({ askedBy }));

      expect((await journal.last())?.askedBy).toEqual(askedBy);
    });

    test('takes the audit that finished last for the last one', async () => {
      const slow = aRun({ startedAt: at(0), finishedAt: at(9_000) });

      await journal.add(slow);
      await journal.add(aRun({ startedAt: at(5_000), finishedAt: at(6_000) }));

      expect(await journal.last()).toEqual(slow);
    });

    test('prunes what finished long ago', async () => {
      const [old, young] = [aRun(), aRun({ finishedAt: at(2_000) })];
      await journal.add(old);
      await journal.add(young);

      expect(await journal.prune(young.finishedAt)).toBe(1);
      expect(await journal.last()).toEqual(young);
      expect(await journal.prune(young.finishedAt)).toBe(0);
    });
  });
}
