#pragma once
#include "http/router.h"

namespace toolbox {

class General;
class Execute;
class Files;
class FileSearch;
class Uploads;
class Downloads;
class Sessions;

// Everything that the table in routes.cpp points to.
struct Services {
  General& general;
  Execute& execute;
  Files& files;
  FileSearch& searches;
  Uploads& uploads;
  Downloads& downloads;
  Sessions& sessions;
};

void add_routes(Router& router, Services services);

}  // namespace toolbox
