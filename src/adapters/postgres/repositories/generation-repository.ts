import type {
  ClaimedGeneration,
  DeliveredPart,
  GenerationRepository,
  Lease,
  WaitingGeneration,
} from '../../../application/ports/generation-repository.ts';
import type { Generation, NewGeneration } from '../../../domain/generations/generation.ts';
import type { LaneEntry } from '../../../domain/generations/lane.ts';
import {
  type ChatId,
  chatId,
  type GenerationId,
  generationId,
  type ImageId,
  imageId,
  type UserId,
  userId,
} from '../../../domain/shared/ids.ts';
import type { GenerationDeliveryRow, GenerationRow } from '../schemas/generations.ts';
import type { Session } from '../session.ts';
import {
  generationOf,
  laneEntryOf,
  newValues,
  numberOrUndefined,
  type StoredGeneration,
  savedValues,
} from './generation-rows.ts';
import * as statements from './generation-statements.ts';

export class PostgresGenerationRepository implements GenerationRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async insert(generation: NewGeneration): Promise<boolean> {
    const values = newValues(generation);
    return (await this.#session.write(statements.insertGeneration, values)) === 1;
  }

  async find(id: GenerationId): Promise<Generation | undefined> {
    const [row] = await this.#session.rows<StoredGeneration>(statements.findGeneration, [id]);
    return row && generationOf(row);
  }

  async findByRequestKey(requestKey: string): Promise<Generation | undefined> {
    const values = [requestKey];
    const [row] = await this.#session.rows<StoredGeneration>(statements.findByRequestKey, values);
    return row && generationOf(row);
  }

  async lock(id: GenerationId): Promise<Generation | undefined> {
    const [row] = await this.#session.rows<StoredGeneration>(statements.lockGeneration, [id]);
    return row && generationOf(row);
  }

  async countSince(id: UserId, since: Date): Promise<number> {
    const values = [id, since];
    const [row] = await this.#session.rows<{ count: number }>(statements.countSince, values);
    return row?.count ?? 0;
  }

  async unfinished(id: UserId): Promise<readonly Generation[]> {
    const rows = await this.#session.rows<StoredGeneration>(statements.unfinishedOfUser, [id]);
    return rows.map(generationOf);
  }

  async lane(id: UserId): Promise<readonly LaneEntry[]> {
    const rows = await this.#session.rows<GenerationRow>(statements.laneOfUser, [id]);
    return rows.map(laneEntryOf);
  }

  async markDispatched(ids: readonly GenerationId[], at: Date): Promise<void> {
    if (ids.length > 0) {
      await this.#session.write(statements.markDispatched, [ids, at]);
    }
  }

  async claim(
    id: GenerationId,
    now: Date,
    leaseUntil: Date,
  ): Promise<ClaimedGeneration | undefined> {
    const values = [id, now, leaseUntil];
    const [row] = await this.#session.rows<StoredGeneration>(statements.claimGeneration, values);
    return (
      row && {
        generation: generationOf(row),
        statusMessageId: numberOrUndefined(row.status_message_id),
      }
    );
  }

  async renewLeases(leases: readonly Lease[], until: Date): Promise<readonly GenerationId[]> {
    if (leases.length === 0) {
      return [];
    }
    const values = [leases.map(({ id }) => id), leases.map(({ attempt }) => attempt), until];
    const rows = await this.#session.rows<{ id: string }>(statements.renewLeases, values);
    return rows.map((row) => generationId(row.id));
  }

  async giveUpLease({ id, attempt }: Lease): Promise<void> {
    await this.#session.write(statements.giveUpLease, [id, attempt]);
  }

  async save(generation: Generation, from: Generation['status']): Promise<boolean> {
    const values = [generation.id, generation.attempt, from, ...savedValues(generation)];
    return (await this.#session.write(statements.saveGeneration, values)) === 1;
  }

  async recordDelivery(id: GenerationId, part: DeliveredPart): Promise<void> {
    const values = [id, part.index, part.chatId, part.messageId, part.imageId];
    await this.#session.write(statements.recordDelivery, values);
  }

  async deliveredParts(id: GenerationId): Promise<readonly DeliveredPart[]> {
    const rows = await this.#session.rows<GenerationDeliveryRow>(statements.deliveredParts, [id]);
    return rows.map((row) => ({
      index: row.part_index,
      chatId: chatId(Number(row.chat_id)),
      messageId: Number(row.message_id),
      imageId: row.image_id === null ? undefined : imageId(row.image_id),
    }));
  }

  async findByMessage(
    chat: ChatId,
    messageId: number,
  ): Promise<{ generationId: GenerationId; imageId?: ImageId | undefined } | undefined> {
    const values = [chat, messageId];
    const [row] = await this.#session.rows<GenerationDeliveryRow>(statements.findByMessage, values);
    return (
      row && {
        generationId: generationId(row.generation_id),
        imageId: row.image_id === null ? undefined : imageId(row.image_id),
      }
    );
  }

  async attachStatusMessage(
    id: GenerationId,
    messageId: number,
    status: 'queued' | 'running',
  ): Promise<boolean> {
    const values = [id, messageId, status];
    return (await this.#session.write(statements.attachStatusMessage, values)) === 1;
  }

  async takeStatusMessage(id: GenerationId): Promise<number | undefined> {
    const rows = await this.#session.rows<GenerationRow>(statements.takeStatusMessage, [id]);
    return numberOrUndefined(rows[0]?.status_message_id ?? null);
  }

  async waiting(before: Date, limit: number): Promise<readonly WaitingGeneration[]> {
    const rows = await this.#session.rows<StoredGeneration & { readonly ahead: string }>(
      statements.waitingGenerations,
      [before, limit],
    );
    return rows.map((row) => ({
      generation: generationOf(row),
      ahead: Number(row.ahead),
      statusMessageId: numberOrUndefined(row.status_message_id),
    }));
  }

  async stranded(now: Date, dispatchedBefore: Date, limit: number): Promise<readonly Generation[]> {
    const values = [now, dispatchedBefore, limit];
    const rows = await this.#session.rows<StoredGeneration>(statements.strandedGenerations, values);
    return rows.map(generationOf);
  }

  async overdue(now: Date, before: Date, limit: number): Promise<readonly Generation[]> {
    const values = [now, before, limit];
    const rows = await this.#session.rows<StoredGeneration>(statements.overdueGenerations, values);
    return rows.map(generationOf);
  }

  async idleLanes(before: Date, limit: number): Promise<readonly UserId[]> {
    const rows = await this.#session.rows<GenerationRow>(statements.idleLanes, [before, limit]);
    return rows.map((row) => userId(Number(row.user_id)));
  }
}
