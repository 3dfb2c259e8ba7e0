/* The desk's figures, as `sitrep status` shows them. */
#ifndef MODEL_FIGURES_H
#define MODEL_FIGURES_H

#include "base/instant.h"
#include "base/text.h"

struct desk_figures {
	int64_t feeds_total, feeds_ok, feeds_failing, feeds_gone, feeds_paused;
	struct instant due_next;
	int64_t polls_total, polls_unchanged, polls_failed;
	int64_t articles_seen, articles_read, articles_unreadable, articles_handled;
	int64_t facts, incidents;
	int64_t alerts_total, alerts_last, alerts_pending;
	int64_t database_bytes;
	struct text database_path, database_state, log_path, log_state;
};

#endif
