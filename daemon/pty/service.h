#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "http/message.h"
#include "pty/messages.h"
#include "pty/pty.h"

namespace toolbox {

// The terminals of the API and their routes. Loop thread only.
class Ptys {
 public:
  explicit Ptys(PtyServices& services) : services_(services) {}

  Task<PtyCreated> create(CreatePtyParams params);
  Task<PtyList> list();
  Task<PtySessionInfo> get(PtyParams params);
  Task<PtyDeleted> remove(PtyParams params);
  Task<PtySessionInfo> resize(ResizePtyParams params);
  Task<Response> create_connect(CreateConnectParams params, const Request& request);
  Task<Response> connect(ConnectPtyParams params, const Request& request);

  // Ends all of them, and takes no more.
  Task<void> end_all();
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    std::shared_ptr<Pty> pty;
    std::uint64_t number;  // in the order of their creation
    std::string cwd;
    std::map<std::string, std::string> envs;
    std::string created_at;
    bool lazy_start;
  };

  Task<std::shared_ptr<Pty>> make(CreatePtyParams params);
  Entry& find(const std::string& id);
  PtySessionInfo describe(const std::string& id, const Entry& entry) const;

  PtyServices& services_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::uint64_t last_number_ = 0;
  bool stopping_ = false;
};

// Ends `ptys`, and waits for it, but not for ever.
Task<void> end_ptys(std::vector<std::shared_ptr<Pty>> ptys);

}  // namespace toolbox
