import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type Notice, privateChatOf } from '../../../src/application/notices.ts';
import { uploadId } from '../../../src/domain/shared/ids.ts';
import { aUuid } from '../../builders/domain.ts';
import { botMessages, type Stage, setStage, violations } from './messenger-stage.ts';

const picture = uploadId(aUuid());

async function aPicture(format: 'png' | 'jpeg' | 'webp' | 'gif'): Promise<Uint8Array> {
  const image = sharp({ create: { width: 64, height: 48, channels: 3, background: '#fc0' } });
  return new Uint8Array(await image.toFormat(format).toBuffer());
}

function tell({ messenger, user }: Stage, notice: Notice, bytes?: Uint8Array) {
  const destination = privateChatOf(user);
  return messenger.notify({ userId: user, destination, language: 'ru', notice }, bytes);
}

describe('a message of an admin', () => {
  test.each(['png', 'jpeg', 'webp', 'gif'] as const)(
    'arrives under its picture, as it was written: %s',
    async (format) => {
      const stage = await setStage();
      const text = '*Скидка* <b>50 %</b>\n\n1. _до_ [пятницы](https://example.com)';
      const notice: Notice = { kind: 'admin_message', text, picture };

      expect(await tell(stage, notice, await aPicture(format))).toEqual({
        ok: true,
        value: undefined,
      });

      const [message, ...others] = botMessages(stage);
      expect(others).toEqual([]);
      expect(message).toMatchObject({ caption: text });
      expect(message?.photo ?? message?.document).toBeDefined();
      expect(violations(stage)).toEqual([]);
    },
  );

  test('that is long arrives after its picture', async () => {
    const stage = await setStage();
    const text = 'Длинное слово. '.repeat(270).trim();
    const sent = await tell(stage, { kind: 'admin_message', text, picture }, await aPicture('png'));
    if (!sent.ok || sent.value === undefined) {
      throw new Error('Expected the text to be left');
    }
    expect(await tell(stage, sent.value)).toEqual({ ok: true, value: undefined });

    const [first, second, ...others] = botMessages(stage);
    expect(others).toEqual([]);
    expect(first?.photo).toBeDefined();
    expect(first?.caption).toBeUndefined();
    expect(second?.text).toBe(text);
    expect(second?.entities).toBeUndefined();
    expect(violations(stage)).toEqual([]);
  });
});
