"""What lies about in the folders of the import client, and what that means."""

from __future__ import annotations

import time

from baoguan.plugin import Diagnosis, ExchangeFolder


def diagnose(business: ExchangeFolder, asleep_seconds: float) -> list[Diagnosis]:
    """Files that the client has left lying, and files it put into FailBox."""
    causes = (
        "客户端未运行 / client not running",
        "IC 卡锁定或 PIN 未输入 / card locked or PIN not entered",
        "链路未连通 / link down",
        "未勾选技术回执 / technical receipts off",
    )
    out = []
    waiting = [p for p in business.out_box.iterdir() if p.suffix.lower() in (".zip", ".xml")]
    late = [p for p in waiting if time.time() - p.stat().st_mtime > asleep_seconds]
    if late:
        out.append(
            Diagnosis(
                level="error",
                zh=f"{business.out_box} 有 {len(late)} 个文件超时未被取走，最早 {late[0].name}；重发无济于事",
                en=f"{len(late)} file(s) lie in {business.out_box} beyond the time, first {late[0].name}; sending again is no remedy",
                causes=causes,
            )
        )
    fail_box = business.path / "FailBox"
    failed = [p for p in fail_box.iterdir() if p.is_file()] if fail_box.is_dir() else []
    if failed:
        out.append(Diagnosis(level="warning", zh=f"{fail_box} 有 {len(failed)} 个文件", en=f"{len(failed)} file(s) in {fail_box}"))
    if not out:
        out.append(
            Diagnosis(
                level="ok",
                zh=f"{business.path} 正常（OutBox {len(waiting)} 个文件）",
                en=f"{business.path} is in order ({len(waiting)} in OutBox)",
            )
        )
    return out
