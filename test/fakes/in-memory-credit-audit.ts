import type {
  AuditFinding,
  AuditReport,
  CreditAudit,
} from '../../src/application/ports/credit-audit.ts';
import { type CreditEntry, openAccount } from '../../src/domain/credits/ledger.ts';
import { type Generation, holdIdOf } from '../../src/domain/generations/generation.ts';
import { isFinal } from '../../src/domain/generations/status.ts';
import type { UserId } from '../../src/domain/shared/ids.ts';
import { paymentFindings } from './in-memory-payment-audit.ts';
import type { InMemoryState } from './in-memory-state.ts';

export class InMemoryCreditAudit implements CreditAudit {
  readonly #source: { state(): InMemoryState };

  constructor(source: { state(): InMemoryState }) {
    this.#source = source;
  }

  async run(): Promise<AuditReport> {
    const state = this.#source.state();
    const generations = [...state.generations.values()].map(({ generation }) => generation);
    return {
      users: state.users.size,
      entries: state.entries.size,
      generations: generations.length,
      payments: state.payments.size,
      findings: [
        ...[...state.accounts.keys()].flatMap((userId) => accountFindings(state, userId)),
        ...strandedHolds(state),
        ...generations.flatMap((generation) => generationFindings(state, generation)),
        ...paymentFindings(state),
      ],
    };
  }
}

const sum = (entries: readonly CreditEntry[], amount: (entry: CreditEntry) => bigint): bigint =>
  entries.reduce((total, entry) => total + amount(entry), 0n);

function accountFindings(state: InMemoryState, userId: UserId): readonly AuditFinding[] {
  const entries = [...state.entries.values()].filter((entry) => entry.userId === userId);
  const account = state.accounts.get(userId) ?? openAccount(userId);
  const findings: AuditFinding[] = [];
  const compared = [
    { balance: 'available', delta: (entry: CreditEntry) => entry.availableDelta },
    { balance: 'held', delta: (entry: CreditEntry) => entry.heldDelta },
  ] as const;
  for (const { balance, delta } of compared) {
    const total = sum(entries, delta);
    if (total !== account[balance]) {
      const found = { kind: 'balance_differs', userId, balance } as const;
      findings.push({ ...found, account: account[balance], entries: total });
    }
  }
  const broken = entries.find(
    (entry, index) =>
      entry.availableAfter !== sum(entries.slice(0, index + 1), (one) => one.availableDelta) ||
      entry.heldAfter !== sum(entries.slice(0, index + 1), (one) => one.heldDelta),
  );
  if (broken) {
    const { reference } = broken;
    findings.push({ kind: 'running_balance_broken', userId, reference });
  }
  return findings;
}

function strandedHolds(state: InMemoryState): readonly AuditFinding[] {
  const entries = [...state.entries.values()];
  const holds = new Map(
    entries.flatMap(({ holdId, userId }) => (holdId === undefined ? [] : [[holdId, userId]])),
  );
  return [...holds].flatMap(([holdId, userId]) => {
    const held = sum(underHold(state, userId, holdId), (entry) => entry.heldDelta);
    const isDue = [...state.generations.values()].some(
      ({ generation }) =>
        holdIdOf(generation.id) === holdId &&
        generation.userId === userId &&
        generation.price > 0n &&
        !isFinal(generation.status),
    );
    return held !== 0n && !isDue ? [{ kind: 'stranded_hold' as const, userId, holdId }] : [];
  });
}

function generationFindings(state: InMemoryState, generation: Generation): readonly AuditFinding[] {
  const { id: generationId, userId, price, status, output } = generation;
  const entries = underHold(state, userId, holdIdOf(generationId));
  const captured = sum(entries, ({ operation, amount }) => (operation === 'capture' ? amount : 0n));
  const charged = generation.charged ?? 0n;
  const findings: AuditFinding[] = [];
  if (!isFinal(status) && sum(entries, (entry) => entry.heldDelta) !== price && price > 0n) {
    findings.push({ kind: 'missing_hold', userId, generationId });
  }
  if (captured !== charged) {
    findings.push({ kind: 'capture_differs', userId, generationId, captured, charged });
  }
  if (charged > 0n && (!output || !state.deliveries.has(generationId))) {
    findings.push({ kind: 'charged_undelivered', userId, generationId });
  }
  return findings;
}

function underHold(state: InMemoryState, userId: UserId, holdId: string): readonly CreditEntry[] {
  return [...state.entries.values()].filter(
    (entry) => entry.holdId === holdId && entry.userId === userId,
  );
}
