import { Dialog } from '@base-ui/react/dialog';
import type { DeadLetterQueue, RedriveId } from '@weir/contract';
import { useState } from 'react';
import { groupDigits, visibleText } from '../format/index.js';
import { useStartArchive } from './redrive-queries.js';

interface ArchiveButtonProps {
  readonly queue: DeadLetterQueue;
  readonly groups: readonly string[] | null;
  readonly started: (id: RedriveId) => void;
}

/** Archive, then delete: the button says how many, and no more are taken. */
export function ArchiveButton({ queue, groups, started }: ArchiveButtonProps) {
  const [open, setOpen] = useState(false);
  const archive = useStartArchive(queue.id);
  const count = queue.visible ?? 0;
  const start = () =>
    archive.mutate(
      { groups: groups === null ? null : [...groups], confirmedCount: Math.max(1, count) },
      {
        onSuccess: ({ id }) => {
          setOpen(false);
          started(id);
        },
      },
    );
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className="btn" disabled={count === 0}>
        Archive, then delete
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>Archive {groupDigits(count)} messages, then delete them?</Dialog.Title>
          <Dialog.Description className="t2">
            Each message is written to a file on the machine of Weir, and deleted from {visibleText(queue.name)} once the file holds it.
            {groups === null ? '' : ` Only the chosen causes are taken, at most ${groupDigits(count)} messages.`} Nobody gets them after
            that; the file can be downloaded.
          </Dialog.Description>
          {archive.error === null ? null : (
            <p role="alert" className="t1">
              {visibleText(archive.error.message)}
            </p>
          )}
          <div className="redrive-acts">
            <Dialog.Close className="btn">Keep them</Dialog.Close>
            <button type="button" className="btn primary" disabled={archive.isPending} onClick={start}>
              Archive and delete {groupDigits(count)}
            </button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
