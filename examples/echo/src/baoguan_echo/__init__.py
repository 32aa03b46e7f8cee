"""The smallest channel: its far side is a dictionary, and it answers every message itself."""

from types import SimpleNamespace

from baoguan import plugin as p


@p.hookimpls
class Echo:
    def __init__(self, added: tuple[p.MessageType, ...] = ()) -> None:
        self.waiting: dict[str, p.RawReceipt] = {}
        self.supports = [s for m in added for s in m.supports] + [
            p.Support(kind="inventory", verb=v, level=p.Level.EMULATED, evidence=p.Evidence.INFERRED) for v in p.Verb
        ]

    def baoguan_channel(self) -> p.ChannelInfo:
        return p.ChannelInfo(name="echo", title_zh="回声", title_en="echo", supports=tuple(self.supports))

    def baoguan_encode(self, parcel: p.Parcel) -> p.Message:
        return p.Message(
            exchange_id=parcel.exchange_id,
            verb=parcel.verb,
            parts=(p.Part(name=f"{parcel.exchange_id}.{parcel.kind}", media_type="text/plain", content=parcel.number.encode()),),
        )

    def baoguan_submit(self, message: p.Message) -> p.Acknowledgement:
        self.waiting[message.exchange_id] = p.RawReceipt(
            token=message.exchange_id, name=message.parts[0].name, content=message.parts[0].content, received=p.now()
        )
        return p.Acknowledgement(reference=message.exchange_id)

    baoguan_modify = baoguan_submit

    def baoguan_reconcile(self, message: p.Message) -> p.Reconciliation:
        return p.Arrived(evidence="it waits") if message.exchange_id in self.waiting else p.NotArrived(final=True)

    def baoguan_receipts(self, limit: int) -> list[p.RawReceipt]:
        return list(self.waiting.values())[:limit]

    def baoguan_acknowledge(self, tokens: list[str], foreign: bool) -> bool:
        return bool([self.waiting.pop(token, None) for token in tokens])

    def baoguan_decode(self, raw: p.RawReceipt) -> list[p.Receipt]:
        return [
            p.Receipt(
                kind=raw.name.rpartition(".")[2],
                source="echo",
                outcome=p.Outcome.SAVED,
                exchange_id=raw.name.rpartition(".")[0],
                numbers={"seq_no": raw.content.decode(errors="replace")},
            )
        ]


channel = SimpleNamespace(open=lambda settings, context: Echo(context.messages))
