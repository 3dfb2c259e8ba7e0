/* Watch sections of the configuration as the policy knows them. */
#ifndef DAEMON_WATCHES_H
#define DAEMON_WATCHES_H

#include "daemon/settings.h"
#include "model/policy.h"

/* Fills the watch; what is wrong in it is added to the mistakes. It lives as long as the settings. */
void watch_take(const struct setting_group *group, struct mistakes *mistakes, struct watch *watch);

#endif
