import { assertNever } from '../domain/shared/assert-never.ts';
import type { GenerationId } from '../domain/shared/ids.ts';
import type { AddressedNotice } from './notices.ts';

/** Everything that runs in the background. Plain JSON: it crosses processes. */
export type Job =
  | {
      readonly type: 'generation.run';
      readonly generationId: GenerationId;
      /** Text must not wait behind pictures. */
      readonly lane: 'text' | 'image';
    }
  | { readonly type: 'album.flush'; readonly albumKey: string; readonly photoMessageId: number }
  | { readonly type: 'notice.send'; readonly noticeId: string; readonly addressed: AddressedNotice }
  | { readonly type: 'status.remove'; readonly generationId: GenerationId }
  /** `date` is the day's ISO date: one audit a day, whichever process asks for it. */
  | { readonly type: 'credits.audit'; readonly date: string }
  | { readonly type: 'payment.notification'; readonly notificationId: string }
  | { readonly type: 'payments.reconcile'; readonly date: string };

export type JobLane = 'text' | 'image' | 'system';

export const jobLanes: readonly JobLane[] = ['text', 'image', 'system'];

export const jobTypes: readonly Job['type'][] = [
  'generation.run',
  'album.flush',
  'notice.send',
  'status.remove',
  'credits.audit',
  'payment.notification',
  'payments.reconcile',
];

export function laneOf(job: Job): JobLane {
  return job.type === 'generation.run' ? job.lane : 'system';
}

/** Names a job: while it waits or runs, the same key is not queued twice. */
export function jobKey(job: Job): string {
  switch (job.type) {
    case 'generation.run':
      return `generation-${job.generationId}`;
    case 'album.flush':
      // A flush a photo: each one asks again whether the album has settled.
      return `album-${job.albumKey.replaceAll(':', '_')}-${job.photoMessageId}`;
    case 'notice.send':
      return `notice-${job.noticeId}`;
    case 'status.remove':
      return `status-${job.generationId}`;
    case 'credits.audit':
      return `audit-${job.date}`;
    case 'payment.notification':
      return `payment-notification-${job.notificationId}`;
    case 'payments.reconcile':
      return `reconcile-${job.date}`;
    default:
      return assertNever(job);
  }
}
