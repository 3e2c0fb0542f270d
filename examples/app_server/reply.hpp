#ifndef APP_SERVER_REPLY_HPP
#define APP_SERVER_REPLY_HPP

#include <string>

/// What a request is answered with.
struct Reply {
    unsigned status = 200;
    std::string body;         ///< JSON
    std::string allow;        ///< 405: the method that the path takes
    unsigned retry_after = 0; ///< seconds; 0: not said
};

/// {"error":"FIELD: what"}
Reply error_reply(unsigned status, const std::string &what, unsigned retry_after = 0);

#endif
