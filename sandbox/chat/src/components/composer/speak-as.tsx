import type { ChatState } from '../../api/model.ts';
import { useApp, usePage } from '../../state/app.ts';
import { fullName } from '../../state/page-state.ts';
import { t } from '../../text/dictionary.ts';
import { useChat } from '../chat/chat-context.ts';

/** In a group: which member writes. */
export function SpeakAs({ room }: { room: ChatState }) {
  const { actions } = useApp();
  const { me } = useChat();
  const users = usePage((state) => state.users);
  if (room.type === 'private') return null;
  return (
    <select
      className="speak-as"
      aria-label={t.speakAs}
      title={t.speakAs}
      value={me}
      onChange={(event) => void actions.speakAs(room.id, Number(event.target.value))}
    >
      {room.memberIds.map((memberId) => {
        const user = users.get(memberId);
        return (
          user !== undefined && (
            <option key={memberId} value={memberId}>
              {fullName(user)}
            </option>
          )
        );
      })}
    </select>
  );
}
