"""Facts exactly as earlier versions stored them, for every action and kind of notice."""

from escalation.notices.notice import NoticeKind

_DATES = (
    '"first":"2026-03-05T12:00:00+00:00","from":"2026-03-05T12:00:00+00:00","pull_ins":"0",'
    '"slips":"2","to":"2026-03-10T12:00:00+00:00"'
)
_RESCHEDULED = (
    '"drift":"3","first":"2026-03-05T12:00:00+00:00","from":"2026-03-05T12:00:00+00:00",'
    '"move":"reschedule","pull_ins":"0","reason":"the vendor is late","slips":"2",'
    '"to":"2026-03-10T12:00:00+00:00"'
)
EVENTS = (
    ("logged", '{"due":"2026-03-05T12:00:00+00:00","owner":"U01"}'),
    ("configured", '{"channel":"C01","version":"2"}'),
    ("configured", '{"channel":"C01","from":"{}","to":"{}","version":"3"}'),
    (
        "indicator",
        '{"channel":"C01","from":"7.5","indicator":"3","to":"7","what":"fixed"}',
    ),
    ("customer", '{"change":"rename","customer":"3","from":"Harbor","to":"Harbor Law"}'),
    ("acknowledge", "{}"),
    ("acknowledge", '{"held_until":"2026-03-06T14:00:00+00:00","rung":"1"}'),
    ("acknowledge", '{"held":"already","rung":"1"}'),
    ("acknowledge", '{"held":"already","held_until":"2026-03-06T14:00:00+00:00","rung":"1"}'),
    ("note", '{"text":"called «Zoë»"}'),
    ("snooze", '{"until":"2026-03-04T14:00:00+00:00"}'),
    ("snooze", '{"clipped":"due","until":"2026-03-05T12:00:00+00:00"}'),
    ("remind", '{"heard":"2026-03-04T13:00:00+00:00","owner":"U01","to":"U01"}'),
    ("reassign", '{"from":"U01","to":"U06"}'),
    (
        "reassign",
        '{"acknowledged_at":"2026-03-04T13:00:00+00:00","from":"U01","held_rung":"0",'
        '"held_until":"2026-03-05T09:00:00+00:00","reminded_until":"2026-03-04T12:00:00+00:00",'
        '"snoozed_until":"2026-03-05T12:00:00+00:00","to":"U06"}',
    ),
    ("offer", '{"owner":"U01","to":"U06","until":"2026-03-05T12:00:00+00:00"}'),
    ("offer", '{"for":"U05","owner":"U01","to":"U06","until":"2026-03-05T12:00:00+00:00"}'),
    ("take", '{"owner":"U01","to":"U06","until":"2026-03-05T12:00:00+00:00"}'),
    ("decline", '{"by":"U01","owner":"U01","to":"U06"}'),
    ("agree", '{"due_at":"2026-03-05T12:00:00+00:00"}'),
    (
        "agree",
        '{"due_at":"2026-03-05T12:00:00+00:00","held_until":"2026-03-05T09:00:00+00:00"}',
    ),
    ("not_mine", '{"asked":"U02","owner":"U01","until":"2026-03-05T12:00:00+00:00"}'),
    ("nobody_named", '{"asked":"U02","owner":"U01"}'),
    ("nobody_named", '{"asked":"U02","is_gone":"gone","owner":"U01"}'),
    ("lapsed", '{"by":"U06","owner":"U01","to":"U06","why":"gone"}'),
    ("lapsed", '{"by":"U01","owner":"U01","to":"U06"}'),
    ("lapsed", '{"by":"U01","missing":"U06","owner":"U01","to":"U06","why":"refused"}'),
    ("reschedule", '{"drift":"3",' + _DATES + "}"),
    (
        "reschedule",
        '{"drift":"0","first":"2026-03-10T12:00:00+00:00","from":"2026-03-05T12:00:00+00:00",'
        '"is_counter":"owner","pull_ins":"0","slips":"0","to":"2026-03-10T12:00:00+00:00"}',
    ),
    (
        "reschedule",
        '{"drift":"0","first":"2026-03-05T12:00:00+00:00","from":"2026-03-10T12:00:00+00:00",'
        '"pull_ins":"0","puts_back":"date","slips":"0","to":"2026-03-05T12:00:00+00:00"}',
    ),
    ("reschedule", '{"above":"lead","drift":"3",' + _DATES + "}"),
    ("escalate", '{"audience":"lead","rung":"0"}'),
    (
        "escalate",
        '{"audience":"lead","heard":"2026-03-04T13:00:00+00:00","rung":"0","to":"U03,U05"}',
    ),
    ("escalate", '{"asked":"0","audience":"leadership","rung":"1","to":"U04"}'),
    ("keep", '{"until":"2026-03-27T09:00:00+00:00"}'),
    ("gap_fine", "{}"),
    ("edit", '{"field":"title","from":"SSO","to":"SSO login fails"}'),
    ("trajectory", '{"from":"steady","to":"worsening"}'),
    ("depend", '{"others":"D-7,B-3","relation":"no longer blocks"}'),
    ("link", '{"url":"https://docs.test/1","words":"contract"}'),
    ("unlink", '{"url":"https://docs.test/1","words":""}'),
    ("resolve", '{"outcome":"restarted it"}'),
    ("decide", '{"outcome":"plan b"}'),
    ("fall_back", '{"outcome":"Import by hand"}'),
    ("withdraw", '{"outcome":"moot"}'),
    ("withdraw", "{}"),
    ("reopen", '{"was":"resolved"}'),
    (
        "reopen",
        '{"from":"2026-03-05T12:00:00+00:00","to":"2026-03-10T16:00:00+00:00","was":"resolved"}',
    ),
    ("undo", '{"done_at":"2026-03-04T13:00:00+00:00","event":"7","what":"resolve"}'),
    (
        "undo",
        '{"done_at":"2026-03-04T13:00:00+00:00","event":"8","from":"U06","to":"U01",'
        '"what":"reassign"}',
    ),
    (
        "reminded",
        '{"missed":"0","owner":"U01","planned":"2026-03-05T12:00:00+00:00","step":"due","to":"U01"}',
    ),
    ("reminded", '{"missed":"0","owner":"U01","step":"before-24h","to":"U01"}'),
    (
        "escalated",
        '{"audience":"lead","heard":"2026-03-05T12:00:00+00:00","owner":"U01","rung":"0",'
        '"step":"rung-0","to":"U03","until":"2026-03-06T12:00:00+00:00"}',
    ),
    (
        "escalated",
        '{"audience":"leadership","called":"2026-03-04T13:00:00+00:00","gap":"lead",'
        '"owner":"U01","rung":"1","step":"rung-1","to":""}',
    ),
    ("adopted", '{"from":"2","version":"3"}'),
    (
        "away",
        '{"stand_in":"U05","starts_at":"2026-03-05T12:00:00+00:00",'
        '"until":"2026-03-09T12:00:00+00:00"}',
    ),
    (
        "away",
        '{"beside":"1","instead_of":"2026-03-10T12:00:00+00:00","person":"U01","stand_in":"",'
        '"until":"2026-03-09T12:00:00+00:00"}',
    ),
    ("back", "{}"),
    ("back", '{"until":"2026-03-09T12:00:00+00:00"}'),
    ("left_out", '{"audience":"leadership","rung":"1"}'),
    ("left_out", '{"name":"Night shift","rung":"2"}'),
    ("gap", '{"owner":"U01","step":"gap-U01-20260304","to":"","why":"away"}'),
    (
        "gap",
        '{"missing":"U03,S01","owner":"U01","rung":"0","step":"gap-0-20260304","to":"U04",'
        '"why":"lead"}',
    ),
    ("reviewed", '{"owner":"U01","step":"review-20260309","to":"U04"}'),
    ("asked", '{"owner":"U01","step":"asked-202603120900","to":"U04,U05","unanswered":"1"}'),
    ("chance_moved", '{"heard":"2026-03-11T09:00:00+00:00","rung":"0"}'),
    ("parked", '{"error":"user_disabled","kind":"reminder","recipient":"U01"}'),
    ("posted_again", '{"gone":"1774427400.000001"}'),
    ("repaired", '{"channel":"C01","deleted":"1.2,1.3","kept":"1.1"}'),
    ("summed_up", '{"channel":"C01","week":"2026-W10"}'),
    ("channel_id_changed", '{"before":"C00","channel":"C01"}'),
    ("corrected", '{"channel":"C01","corrected":"window_days: -3 is now 1"}'),
)
"""By the action of the event."""

CONVERTED = '{"channel":"C01","to":"working time"}'
"""What an upgrade wrote; no version writes it any more."""

NOTICES = (
    (NoticeKind.CARD, '{"actor":"U02"}'),
    (NoticeKind.LOGGED, '{"actor":"U02"}'),
    (
        NoticeKind.OFFERED,
        '{"actor":"U01","move":"offer","owner":"U01","reason":"on leave","to":"U06",'
        '"until":"2026-03-05T12:00:00+00:00"}',
    ),
    (
        NoticeKind.STAYED,
        '{"actor":"U06","by":"U01","move":"decline","owner":"U01","reason":"busy","to":"U06"}',
    ),
    (
        NoticeKind.NOT_MINE,
        '{"actor":"U01","asked":"U02","move":"not_mine","owner":"U01","reason":"Bo knows it",'
        '"until":"2026-03-05T12:00:00+00:00"}',
    ),
    (NoticeKind.REMINDER, '{"missed":"2","owner":"U01","step":"before-24h"}'),
    (NoticeKind.REMINDER, '{"for":"U01","owner":"U01","step":"before-24h"}'),
    (
        NoticeKind.REMINDER,
        '{"actor":"U06","missed":"0","owner":"U01","reason":"","step":"remind-1772629200"}',
    ),
    (NoticeKind.COVER, '{"for":"U01","owner":"U01","step":"cover-202603090900"}'),
    (NoticeKind.ESCALATION, '{"audience":"lead","owner":"U01","rung":"0","step":"rung-0"}'),
    (
        NoticeKind.ESCALATION,
        '{"actor":"U06","audience":"lead","owner":"U01","reason":"the customer waits",'
        '"rung":"0","step":"call-0-1772629200"}',
    ),
    (
        NoticeKind.ESCALATION,
        '{"audience":"leadership","called":"2026-03-04T13:00:00+00:00","gap":"lead",'
        '"owner":"U01","rung":"1","step":"rung-1"}',
    ),
    (NoticeKind.FALLBACK, '{"audience":"channel","owner":"U01","rung":"2","step":"rung-2"}'),
    (NoticeKind.REVIEW, '{"owner":"U01","step":"review-20260309"}'),
    (NoticeKind.QUESTION, '{"owner":"U01","step":"asked-202603120900","unanswered":"2"}'),
    (NoticeKind.SLIPPED, '{"above":"lead","actor":"U01",' + _RESCHEDULED + "}"),
    (NoticeKind.GAP, '{"owner":"U01","step":"due","why":"gone"}'),
    (NoticeKind.UNPOSTED, '{"channel":"C01","error":"is_archived","owner":"U01"}'),
    (NoticeKind.LEFT, '{"channel":"C01"}'),
    (
        NoticeKind.HANDED,
        '{"actor":"U02","from":"U06","move":"reassign","reason":"on leave","to":"U01"}',
    ),
    (NoticeKind.HAND_OVER, '{"is_over":"over","mark":"0123456789abcdef","to":"U01"}'),
    (NoticeKind.MOVED, '{"actor":"U01",' + _RESCHEDULED + "}"),
    (
        NoticeKind.PROMISED,
        '{"actor":"U01","customer":"3","live_at":"2026-04-15T16:00:00+00:00",'
        '"live_zone":"UTC","name":"Harbor"}',
    ),
    (
        NoticeKind.NEEDED,
        '{"actor":"U01","days":"2","from":"2026-03-05T12:00:00+00:00","needed":"B-3",'
        '"reason":"late","title":"SSO","to":"2026-03-09T12:00:00+00:00","what":"reschedule"}',
    ),
    (
        NoticeKind.CLOSED,
        '{"actor":"U01","move":"resolve","outcome":"restarted it","reason":"quick"}',
    ),
    (
        NoticeKind.FOLLOWED,
        '{"actor":"U01","move":"resolve","outcome":"restarted it","reason":"quick"}',
    ),
    (
        NoticeKind.UNDONE,
        '{"actor":"U01","done_at":"2026-03-04T13:00:00+00:00","event":"7","move":"undo",'
        '"reason":"","what":"resolve"}',
    ),
    (NoticeKind.CHANGED, '{"actor":"U06","move":"note","reason":"","text":"called them"}'),
    (
        NoticeKind.LADDER,
        '{"actor":"U01","channel":"C01","reason":"launch week","since":"2","version":"3"}',
    ),
    (NoticeKind.INVITE, '{"actor":"U01"}'),
    (NoticeKind.GREETING, "{}"),
    (NoticeKind.SUMMARY, '{"channel":"C01","week":"2026-W10"}'),
    (NoticeKind.INDICATOR, '{"by":"U03","indicators":"1,2","why":"due"}'),
    (NoticeKind.ABSENCE, '{"actor":"U03","until":"2026-03-09T12:00:00+00:00"}'),
    (
        NoticeKind.STAND_IN,
        '{"absent":"U01","stand_in":"U05","until":"2026-03-09T12:00:00+00:00","what":"ended"}',
    ),
    (
        NoticeKind.STATUS,
        '{"mark":"0123456789abcdef","until":"2026-03-09T12:00:00+00:00"}',
    ),
    (NoticeKind.STOPPED, '{"id":"7","item":"B-12"}'),
    (
        NoticeKind.ALARM,
        '{"count":"2","named":"B-1, B-2","of":"","trouble":"late"}',
    ),
    (NoticeKind.HINT, '{"about":"B-12"}'),
    (NoticeKind.HINT, "{}"),
    (NoticeKind.EDIT, '{"ts":"1774427400.000001","version":"2"}'),
)
"""By the kind of the notice."""
